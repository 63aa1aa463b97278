import { endSessionsOf } from '../accounts/sessions.ts';
import { writeAudit } from '../audit.ts';
import { ConfigError } from '../setting-values.ts';
import { transaction } from '../kernel/db/database.ts';
import type { School } from '../school.ts';
import { getNamed } from './operator.ts';

/** Makes somebody an administrator. Their sessions end: a token from before must not have grown. */
export async function makeAdmin(school: School, name: string): Promise<string> {
  const { username, ended } = await transaction(school.database, async (trx) => {
    const user = await getNamed(school, trx, name);
    if (user.role === 'admin') return { username: user.username, ended: undefined };
    const changed = await trx
      .updateTable('users')
      .set({ role: 'admin' })
      .where('id', '=', user.id)
      .where('disabled_at', 'is', null)
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) {
      throw new ConfigError(`${user.username} is disabled: lamitt enable ${user.username} first.`);
    }
    await writeAudit(trx, school, {
      actorId: null,
      action: 'make admin',
      target: user.username,
      detail: { from: user.role },
    });
    return { username: user.username, ended: await endSessionsOf(trx, user.id) };
  });
  if (ended === undefined) return `${username} is an administrator already.`;
  school.events.emit('sessionsEnded', ended);
  return `${username} is an administrator now; the ${ended.length} open sessions of ${username} ended, so sign in again.`;
}
