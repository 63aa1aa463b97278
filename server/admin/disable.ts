import { endSessionsOf } from '../accounts/sessions.ts';
import { writeAudit } from '../audit.ts';
import { ConfigError } from '../setting-values.ts';
import { transaction } from '../kernel/db/database.ts';
import type { School } from '../school.ts';
import { getNamed } from './operator.ts';

/** Shuts somebody out: their sessions end and no log-in works. Refused for the last administrator. Twice is once. */
export async function disable(school: School, name: string): Promise<string> {
  const { username, ended } = await transaction(school.database, async (trx) => {
    // All administrators are held: two disabled at once would each see the other left.
    const admins = await trx
      .selectFrom('users')
      .select('id')
      .where('role', '=', 'admin')
      .where('disabled_at', 'is', null)
      .orderBy('id')
      .forUpdate()
      .execute();
    const user = await getNamed(school, trx, name);
    if (admins.length === 1 && admins[0]?.id === user.id) {
      throw new ConfigError(`${user.username} is the last administrator: make another one first (lamitt admin NAME).`);
    }
    const changed = await trx
      .updateTable('users')
      .set({ disabled_at: school.clock.now() })
      .where('id', '=', user.id)
      .where('disabled_at', 'is', null)
      .executeTakeFirst();
    if (changed.numUpdatedRows > 0n)
      await writeAudit(trx, school, { actorId: null, action: 'disable', target: user.username });
    return { username: user.username, ended: await endSessionsOf(trx, user.id) };
  });
  school.events.emit('sessionsEnded', ended);
  return `${username} is disabled; ${ended.length} sessions ended. lamitt enable ${username} lets them in again.`;
}

/** Lets somebody in again who was shut out. Twice is once. */
export async function enable(school: School, name: string): Promise<string> {
  const username = await transaction(school.database, async (trx) => {
    const user = await getNamed(school, trx, name);
    const changed = await trx
      .updateTable('users')
      .set({ disabled_at: null })
      .where('id', '=', user.id)
      .where('disabled_at', 'is not', null)
      .executeTakeFirst();
    if (changed.numUpdatedRows > 0n)
      await writeAudit(trx, school, { actorId: null, action: 'enable', target: user.username });
    return user.username;
  });
  return `${username} is enabled and can log in.`;
}
