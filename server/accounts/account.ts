import type { SignedIn } from '../kernel/http/caller.ts';
import { isUniqueViolation } from '../kernel/db/errors.ts';
import { transaction } from '../kernel/db/database.ts';
import { fail } from '../kernel/http/failure.ts';
import { writeAudit } from '../audit.ts';
import type { School, Trx } from '../school.ts';
import { findCodeRole, spendCode } from './codes.ts';
import { nameKey } from '../../contract/name-key.ts';
import { isPlainName, isVisibleName, skeleton } from './names.ts';
import { requirePassword } from './password-rules.ts';
import { foldAnswer, type Passwords } from './passwords.ts';
import { endSessionsOf, rememberDevice, startSession } from './sessions.ts';
import type { Role } from '../../contract/endpoint.ts';

type Registration = { username: string; password: string; security_answer?: string; auth_code?: string };
type Registered = {
  username: string;
  nickname: string;
  token: string;
  deviceToken: string;
  role: Role;
  byCode: boolean;
};

/**
 * Makes an account and signs it in. The code is looked at before the name.
 * Throws `Invalid auth code`, `Username already exists` and what the names and passwords of `school.config` ask.
 */
export async function addAccount(
  school: School,
  passwords: Passwords,
  { username, password, security_answer: answer, auth_code: code }: Registration,
  agent: string,
): Promise<Registered> {
  const role = code === undefined ? 'student' : await findCodeRole(school, code);
  if (role === undefined) throw fail('invalid_auth_code');
  if (code === undefined && school.config.registerByCodeOnly) throw fail('registration_closed');
  await requireFreeUsername(school, username);
  requirePassword(school.config, password, role);
  const hashes = {
    password_hash: await passwords.hash(password),
    answer_hash: answer === undefined ? null : await hashAnswer(passwords, answer),
  };

  const added = transaction(school.database, async (trx) => {
    const { id } = await trx
      .insertInto('users')
      .values({
        username,
        username_key: nameKey(username),
        username_skeleton: skeleton(username),
        nickname: username,
        nickname_skeleton: skeleton(username),
        role,
        ...hashes,
        reset_notice_at: null,
        created_at: school.clock.now(),
        disabled_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    if (code !== undefined && !(await spendCode(trx, school, code))) throw fail('invalid_auth_code');
    await writeAudit(trx, school, { actorId: id, action: 'register', target: username, detail: { role } });
    const token = await startSession(trx, school, id, agent);
    const deviceToken = await rememberDevice(trx, school, id);
    return { username, nickname: username, token, deviceToken, role, byCode: code !== undefined };
  });
  return added.catch((error: unknown) => {
    throw isUniqueViolation(error) ? fail('username_taken') : error;
  });
}

/** Changes the password of someone who knows the old one. The session that asks stays, the others end. */
export async function changePassword(
  school: School,
  passwords: Passwords,
  change: { userId: number; username: string; role: Role; password: string; keep: SignedIn | undefined },
): Promise<void> {
  requirePassword(school.config, change.password, change.role);
  const password_hash = await passwords.hash(change.password);
  const ended = await transaction(school.database, async (trx) => {
    await trx.updateTable('users').set({ password_hash }).where('id', '=', change.userId).execute();
    await writeAudit(trx, school, { actorId: change.userId, action: 'change password', target: change.username });
    return endSessionsOf(trx, change.userId, change.keep?.tokenHash);
  });
  school.events.emit('sessionsEnded', ended);
}

/** Sets a new password for someone who cannot sign in: every session ends, and the next log-in says that it happened. */
export async function resetPassword(
  school: School,
  passwords: Passwords,
  reset: { userId: number; username: string; role: Role; password: string; by: 'security answer' | 'operator' },
): Promise<void> {
  requirePassword(school.config, reset.password, reset.role);
  const password_hash = await passwords.hash(reset.password);
  const ended = await transaction(school.database, async (trx) => {
    await trx
      .updateTable('users')
      .set({ password_hash, reset_notice_at: school.clock.now() })
      .where('id', '=', reset.userId)
      .execute();
    await trx.deleteFrom('devices').where('user_id', '=', reset.userId).execute();
    await writeAudit(trx, school, {
      actorId: reset.by === 'operator' ? null : reset.userId,
      action: 'reset password',
      target: reset.username,
      detail: { by: reset.by },
    });
    return endSessionsOf(trx, reset.userId);
  });
  school.events.emit('sessionsEnded', ended);
}

export async function changeAnswer(
  school: School,
  passwords: Passwords,
  change: { userId: number; username: string; answer: string },
): Promise<void> {
  const answer_hash = await hashAnswer(passwords, change.answer);
  await transaction(school.database, async (trx) => {
    await trx.updateTable('users').set({ answer_hash }).where('id', '=', change.userId).execute();
    await writeAudit(trx, school, {
      actorId: change.userId,
      action: 'change security answer',
      target: change.username,
    });
  });
}

/** Whether a name would be taken for that of staff, `except` its own bearer. */
export async function looksLikeStaff(
  db: School['database']['db'] | Trx,
  name: string,
  except?: number,
): Promise<boolean> {
  const looks = skeleton(name);
  const found = await db
    .selectFrom('users')
    .select('id')
    .where('role', '<>', 'student')
    .where((is) => is.or([is('username_skeleton', '=', looks), is('nickname_skeleton', '=', looks)]))
    .where('id', '<>', except ?? 0)
    .executeTakeFirst();
  return found !== undefined;
}

/** What of an account its own user alone is told, besides what everyone may know. */
export async function getOwnAccount(school: School, userId: number): Promise<{ picture: string; has_answer: boolean }> {
  const { picture_id: picture, answer_hash: answer } = await school.database.db
    .selectFrom('users')
    .select(['picture_id', 'answer_hash'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return { picture: picture ?? '', has_answer: answer !== null };
}

async function requireFreeUsername(school: School, username: string): Promise<void> {
  const { db } = school.database;
  const signedIn = school.config.access === 'signed-in';
  if (!(signedIn ? isVisibleName(username) : isPlainName(username))) throw fail('invalid_username');
  const taken = await db
    .selectFrom('users')
    .select('id')
    .where('username_key', '=', nameKey(username))
    .executeTakeFirst();
  if (taken !== undefined) throw fail('username_taken');
  if (signedIn && (await looksLikeStaff(db, username))) throw fail('username_imitates_staff');
}

async function hashAnswer(passwords: Passwords, answer: string): Promise<string> {
  if (answer.length > 256) throw fail('security_answer_too_long');
  return passwords.hash(foldAnswer(answer));
}

export async function hasAdmin(school: School): Promise<boolean> {
  const admin = await school.database.db
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return admin !== undefined;
}
