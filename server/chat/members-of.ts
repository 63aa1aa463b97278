import type { PersonCard } from '../../contract/person.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { LAST_SEQ } from './log.ts';

const MOST_IN_A_PAGE = 200;

type Member = PersonCard & { id: number };

/**
 * The members of a room, the owner first, then in order of joining: all of them, or a page. `next`: what the next page is `after`,
 * 0 when there is none. Throws on a limit that no page has.
 */
export async function membersOf(
  { database }: School,
  room: { id: number; ownerId: number },
  { limit, after = 0 }: { limit?: number; after?: number } = {},
): Promise<{ members: Member[]; next: number }> {
  if (limit !== undefined && (limit < 1 || limit > MOST_IN_A_PAGE))
    throw fail('invalid_limit', `1 to ${MOST_IN_A_PAGE}`);
  const all = database.db
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select(['users.id', 'username', 'nickname', 'role', 'picture_id', 'joined_seq'])
    .where('room_id', '=', room.id);
  const owner = after > 0 ? [] : await all.where('users.id', '=', room.ownerId).execute();
  const others = await all
    .where('users.id', '<>', room.ownerId)
    .where('joined_seq', '>=', Math.min(after, LAST_SEQ))
    .orderBy('joined_seq')
    .$if(limit !== undefined, (query) => query.limit((limit ?? 0) + 1 - owner.length))
    .execute();
  // The owner joined at some time or other: a page that ends with the owner is gone on from the very beginning.
  const rows = [...owner.map((row) => ({ ...row, joined_seq: 0 })), ...others];
  const page = limit === undefined ? rows : rows.slice(0, limit);
  return {
    members: page.map(({ id, username, nickname, role, picture_id: picture }) => {
      return { id, username, nickname, role, picture: picture ?? '' };
    }),
    next: page.length < rows.length ? (page.at(-1)?.joined_seq ?? 0) + 1 : 0,
  };
}

export async function countMembers({ database }: School, roomId: number): Promise<number> {
  const { count } = await database.db
    .selectFrom('members')
    .select((the) => the.fn.countAll<number | string>().as('count'))
    .where('room_id', '=', roomId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
