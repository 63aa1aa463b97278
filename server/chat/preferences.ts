import type { Preferences } from '../../contract/person.ts';
import { transaction } from '../kernel/db/database.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { tellInboxes } from './inbox.ts';

/** What a user lets others see; everything until they say otherwise. */
export async function readPreferences(db: School['database']['db'] | Trx, userId: number): Promise<Preferences> {
  const row = await db
    .selectFrom('preferences')
    .select(['presence', 'typing'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return { presence: row?.presence !== 0, typing: row?.typing !== 0 };
}

/** Changes what is given, each 0 or 1, and tells all devices of the user. */
export async function setPreferences(
  school: School,
  userId: number,
  change: { presence?: number | undefined; typing?: number | undefined },
): Promise<Preferences> {
  for (const [name, value] of Object.entries(change))
    if (value !== undefined && value > 1) throw fail('invalid_type', `"${name}" must be 0 or 1`);
  const { preferences, moved } = await transaction(school.database, async (trx) => {
    const before = await readPreferences(trx, userId);
    const present = {
      presence: change.presence === undefined ? before.presence : change.presence === 1,
      typing: change.typing === undefined ? before.typing : change.typing === 1,
    };
    if (present.presence === before.presence && present.typing === before.typing)
      return { preferences: before, moved: [] };
    const row = { presence: Number(present.presence), typing: Number(present.typing) };
    await trx
      .insertInto('preferences')
      .values({ user_id: userId, ...row })
      .onConflict((same) => same.column('user_id').doUpdateSet(row))
      .execute();
    const entry = { kind: 'preferences', userId, data: { preferences: present }, at: school.clock.now() } as const;
    return { preferences: present, moved: await tellInboxes(trx, [entry]) };
  });
  if (moved.length > 0) school.events.emit('inboxes', moved);
  return preferences;
}
