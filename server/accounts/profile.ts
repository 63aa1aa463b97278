import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import { writeAudit } from '../audit.ts';
import type { School } from '../school.ts';
import { changeAnswer, changePassword, looksLikeStaff, resetPassword } from './account.ts';
import { forgetAttempts, takeAttempt } from './attempts.ts';
import { attemptSubject } from './login.ts';
import { nameKey } from '../../contract/name-key.ts';
import { isVisibleNickname, skeleton } from './names.ts';
import { spendRecoveryCode } from './recovery.ts';
import { requirePassword } from './password-rules.ts';
import { foldAnswer, type Passwords } from './passwords.ts';

type Change = {
  username: string;
  old_password?: string;
  new_password?: string;
  security_answer?: string;
  nickname?: string;
};
type Changed = 'Password changed' | 'Security answer changed' | 'Nickname changed';

/**
 * The document's one call for everything: which fields are filled decides, in the document's order.
 * `asking` is the session, undefined under open access and for the reset by answer.
 */
export async function changeInfo(
  school: School,
  passwords: Passwords,
  change: Change,
  asking: SignedIn | undefined,
): Promise<Changed> {
  const { old_password: old, new_password: password, security_answer: answer, nickname } = change;
  const user = await school.database.db
    .selectFrom('users')
    .select(['id', 'username', 'nickname', 'role', 'password_hash', 'answer_hash', 'disabled_at'])
    .where('username_key', '=', nameKey(change.username))
    .executeTakeFirst();
  const who = user === undefined ? undefined : { userId: user.id, username: user.username, role: user.role };

  if (old !== undefined && (password !== undefined || answer !== undefined)) {
    if (user === undefined || who === undefined) throw fail('user_not_found');
    await requireOldPassword(school, passwords, user, old);
    if (password !== undefined) {
      await changePassword(school, passwords, { ...who, password, keep: asking });
      return 'Password changed';
    }
    await changeAnswer(school, passwords, { ...who, answer: answer ?? '' });
    return 'Security answer changed';
  }
  if (password !== undefined && answer !== undefined) {
    // First, so that a password that will not do costs neither a try nor a recovery code.
    requirePassword(school.config, password, user?.role ?? 'student');
    await requireAnswer(school, passwords, user, change.username, answer);
    if (who === undefined) throw fail('user_not_found');
    await resetPassword(school, passwords, { ...who, password, by: 'security answer' });
    await forgetAttempts(school, attemptSubject(change.username));
    return 'Password changed';
  }
  if (user === undefined) throw fail('user_not_found');
  if (nickname === undefined) throw fail('invalid_request');
  await changeNickname(school, user, nickname);
  return 'Nickname changed';
}

type Known = { id: number; username: string; nickname: string; role: string; password_hash: string };

/** A stolen session must not become a way to guess the password: these guesses are counted too. */
async function requireOldPassword(school: School, passwords: Passwords, user: Known, old: string): Promise<void> {
  const counted = school.config.access === 'signed-in';
  let giveBack: (() => Promise<void>) | undefined;
  const right = await passwords.verify(user.password_hash, old, async () => {
    if (counted) giveBack = await takeAttempt(school, 'change', attemptSubject(user.username));
  });
  if (!right) throw fail('invalid_password');
  await giveBack?.();
}

/** Three tries in 24 hours, right or wrong; a user who does not exist, or has no answer, costs the same time. */
async function requireAnswer(
  school: School,
  passwords: Passwords,
  user: { id: number; answer_hash: string | null; disabled_at: number | null } | undefined,
  username: string,
  answer: string,
): Promise<void> {
  const count = async (): Promise<void> => {
    if (school.config.access === 'signed-in') await takeAttempt(school, 'reset', attemptSubject(username));
  };
  if (!school.config.resetByAnswer) {
    await count();
    if (user === undefined || user.disabled_at !== null || (await spendRecoveryCode(school, user.id, answer))) return;
    throw fail('invalid_recovery_code');
  }
  const right = await passwords.verify(user?.answer_hash, foldAnswer(answer), count);
  if (user !== undefined && (!right || user.disabled_at !== null)) throw fail('invalid_security_answer');
}

async function changeNickname(school: School, user: Known, nickname: string): Promise<void> {
  if (school.config.access === 'signed-in') {
    if ([...nickname].length > 64) throw fail('nickname_too_long');
    if (!isVisibleNickname(nickname)) throw fail('invalid_nickname');
    if (user.role === 'student' && (await looksLikeStaff(school.database.db, nickname, user.id))) {
      throw fail('nickname_imitates_staff');
    }
  }
  await transaction(school.database, async (trx) => {
    await trx
      .updateTable('users')
      .set({ nickname, nickname_skeleton: skeleton(nickname) })
      .where('id', '=', user.id)
      .execute();
    await writeAudit(trx, school, {
      actorId: user.id,
      action: 'change nickname',
      target: user.username,
      detail: { from: user.nickname, to: nickname },
    });
  });
}
