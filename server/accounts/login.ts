import { transaction } from '../kernel/db/database.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { takeAttempt, type createSprayGuard } from './attempts.ts';
import { nameKey } from '../../contract/name-key.ts';
import type { Passwords } from './passwords.ts';
import { hashSecret } from './secrets.ts';
import { isKnownDevice, rememberDevice, startSession } from './sessions.ts';
import type { Role } from '../../contract/endpoint.ts';

type Guards = { passwords: Passwords; spray: ReturnType<typeof createSprayGuard> };
type From = { address: string; agent: string; knownBy: readonly string[]; keepsCookies: boolean };
type LoggedIn = {
  username: string;
  picture: string;
  nickname: string;
  role: Role;
  token: string;
  deviceToken?: string;
  notice?: string;
};

/** What an account's guesses are counted under: of names that nobody has, too. */
export function attemptSubject(username: string): string {
  return hashSecret(nameKey(username));
}

/**
 * Signs in. Throws `Invalid username or password`, after the same work whether the user exists, is disabled or neither, and
 * 429 when an unknown device has guessed too often; a device its owner used before is never shut out.
 */
export async function logIn(
  school: School,
  { passwords, spray }: Guards,
  { username, password }: { username: string; password: string },
  from: From,
): Promise<LoggedIn> {
  const user = await school.database.db
    .selectFrom('users')
    .select(['id', 'username', 'nickname', 'role', 'password_hash', 'disabled_at', 'reset_notice_at', 'picture_id'])
    .where('username_key', '=', nameKey(username))
    .executeTakeFirst();
  const subject = attemptSubject(username);
  const known = user !== undefined && (await isKnownDevice(school, user.id, from.knownBy));
  const counted = school.config.access === 'signed-in' && !known;
  if (counted) spray.refuseIfSpraying(from.address);
  let giveBack: (() => Promise<void>) | undefined;
  const right = await passwords.verify(user?.password_hash, password, async () => {
    if (counted) giveBack = await takeAttempt(school, 'login', subject);
  });
  if (user === undefined || !right || user.disabled_at !== null) {
    spray.failed(from.address, subject);
    throw fail('invalid_login');
  }
  spray.succeeded(from.address, subject);
  await giveBack?.();
  return transaction(school.database, async (trx) => {
    if (user.reset_notice_at !== null) {
      await trx.updateTable('users').set({ reset_notice_at: null }).where('id', '=', user.id).execute();
    }
    return {
      username: user.username,
      picture: user.picture_id ?? '',
      nickname: user.nickname,
      role: user.role,
      token: await startSession(trx, school, user.id, from.agent),
      ...(from.keepsCookies && !known && { deviceToken: await rememberDevice(trx, school, user.id) }),
      ...(user.reset_notice_at !== null && {
        notice: `Your password was reset on ${school.clock.format(user.reset_notice_at)}. If that was not you, change it and your security answer.`,
      }),
    };
  });
}
