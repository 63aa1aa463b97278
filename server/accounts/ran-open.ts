import { writeAudit } from '../audit.ts';
import { transaction } from '../kernel/db/database.ts';
import type { School } from '../school.ts';
import { findUser } from './access.ts';

/** Names of the rows by which `settings` remembers: that the school ran open, and each user somebody spoke for there. */
const RAN_OPEN = 'ran_open';
const SPOKEN_FOR = 'spoken_for ';

/**
 * Before a start serves. An open one is remembered. The first signed-in one after it ends all sessions, since whoever reached
 * the server could have made one in anybody's name, and logs who was spoken for without one.
 */
export async function settleAccess(school: School): Promise<void> {
  const { db } = school.database;
  if (school.config.access === 'open') {
    await remember(school, RAN_OPEN, 'yes');
    return;
  }
  const open = await db.selectFrom('settings').select('name').where('name', '=', RAN_OPEN).executeTakeFirst();
  if (open === undefined) return;
  const { ended, names } = await transaction(school.database, async (trx) => {
    const sessions = await trx.deleteFrom('sessions').executeTakeFirst();
    await trx.deleteFrom('devices').execute();
    const spokenFor = await trx
      .deleteFrom('settings')
      .where((is) => is.or([is('name', '=', RAN_OPEN), is('name', 'like', `${SPOKEN_FOR}%`)]))
      .returning(['name', 'value'])
      .execute();
    const users = spokenFor.filter(({ name }) => name !== RAN_OPEN).map(({ value }) => value);
    const count = Number(sessions.numDeletedRows);
    const detail = { sessions: count, spoken_for: users.length };
    await writeAudit(trx, school, { actorId: null, action: 'end open access', target: 'all sessions', detail });
    return { ended: count, names: users };
  });
  school.log.warn(
    { ended, spokenFor: names },
    'this school ran open: all sessions ended; these were spoken for without one',
  );
}

const noted = new WeakMap<School['database'], Set<string>>();

/** Remembers that a call without a session changed something in somebody's name; written the first time only. */
export async function noteSpokenFor(school: School, username: string): Promise<void> {
  const known = noted.get(school.database) ?? new Set();
  noted.set(school.database, known);
  if (known.has(username)) return;
  // Names that nobody has are no users, and there is no end to them.
  const user = await findUser(school.database.db, username);
  if (user === undefined) return;
  await remember(school, `${SPOKEN_FOR}${user.id}`, user.username);
  known.add(username);
}

async function remember({ database }: School, name: string, value: string): Promise<void> {
  await database.db
    .insertInto('settings')
    .values({ name, value })
    .onConflict((same) => same.column('name').doNothing())
    .execute();
}
