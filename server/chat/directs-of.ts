import type { PersonCard } from '../../contract/person.ts';
import type { School, Trx } from '../school.ts';

type Db = School['database']['db'] | Trx;

/** The conversation of two users. */
export async function findDirect(db: Db, one: number, two: number): Promise<{ id: number; code: string } | undefined> {
  return db
    .selectFrom('directs')
    .innerJoin('rooms', 'rooms.id', 'directs.room_id')
    .select(['rooms.id', 'code'])
    .where('low_id', '=', Math.min(one, two))
    .where('high_id', '=', Math.max(one, two))
    .executeTakeFirst();
}

/** With whom a user has conversations of two, by the ids of their rooms. */
export async function readOthers(db: Db, userId: number): Promise<Map<number, PersonCard>> {
  const sides = [
    { mine: 'low_id', other: 'high_id' },
    { mine: 'high_id', other: 'low_id' },
  ] as const;
  const found = await Promise.all(
    sides.map(({ mine, other }) =>
      db
        .selectFrom('directs')
        .innerJoin('users', 'users.id', `directs.${other}`)
        .select(['room_id', 'username', 'nickname', 'role', 'picture_id'])
        .where(`directs.${mine}`, '=', userId)
        .execute(),
    ),
  );
  return new Map(
    found.flat().map(({ room_id: roomId, picture_id: picture, ...person }) => {
      return [roomId, { ...person, picture: picture ?? '' }];
    }),
  );
}
