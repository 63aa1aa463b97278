import { writeAudit } from '../audit.ts';
import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { getUser, type People } from './access.ts';
import { hashSecret, newCode } from './secrets.ts';

const HOUR = 3_600_000;

/** A one-time code of an hour for someone who forgot the password; it replaces an earlier one. Only where `RECOVERY=code`. */
export async function addRecoveryCode(
  school: School,
  by: SignedIn,
  username: string,
  people: Pick<People, 'teaches'>,
): Promise<string> {
  if (school.config.resetByAnswer) throw fail('recovery_by_answer');
  if (by.role === 'student') throw fail('not_your_student');
  const user = await getUser(school.database.db, username);
  const teaches = user.role === 'student' && (await people.teaches(by.userId, user.id));
  if (by.role !== 'admin' && !teaches) throw fail('not_your_student');

  const code = newCode();
  await transaction(school.database, async (trx) => {
    await trx.deleteFrom('recovery_codes').where('user_id', '=', user.id).execute();
    await trx
      .insertInto('recovery_codes')
      .values({ hash: hashSecret(code), user_id: user.id, expires_at: school.clock.now() + HOUR })
      .execute();
    await writeAudit(trx, school, { actorId: by.userId, action: 'create recovery code', target: user.username });
  });
  return code;
}

/** Whether the code was this user's and still good; it is not any more. */
export async function spendRecoveryCode(school: School, userId: number, code: string): Promise<boolean> {
  const spent = await school.database.db
    .deleteFrom('recovery_codes')
    .where('hash', '=', hashSecret(code.trim().toUpperCase()))
    .where('user_id', '=', userId)
    .where('expires_at', '>', school.clock.now())
    .executeTakeFirst();
  return spent.numDeletedRows > 0n;
}
