import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import type { School, Trx } from '../school.ts';
import { hashSecret, newToken } from './secrets.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Sliding. The sliding is written at most once an hour. */
const SESSION_LIFE = 30 * DAY;
/** How long a token, over or not, and a device's cookie still tell that their user has been here. */
const DEVICE_LIFE = 90 * DAY;
export const REFRESHED_TOKEN_LIFE = 60_000;

/** The live session of a token, or undefined. Slides it. */
export async function findSession(school: School, tokenHash: string): Promise<SignedIn | undefined> {
  const now = school.clock.now();
  const { database } = school;
  const sessions = database.read<SessionRow>(SESSION, tokenHash, now);
  const [session] = sessions instanceof Promise ? await sessions : sessions;
  if (session === undefined) return undefined;
  const users = database.read<UserRow>(USER, session.user_id);
  const [user] = users instanceof Promise ? await users : users;
  if (user === undefined) return undefined;
  if (session.used_at < now - HOUR && session.expires_at > now + REFRESHED_TOKEN_LIFE)
    await slide(school, tokenHash, now);
  return {
    kind: 'session',
    userId: user.id,
    username: user.username,
    usernameKey: user.username_key,
    nickname: user.nickname,
    role: user.role,
    tokenHash,
  };
}

type SessionRow = { user_id: number; used_at: number; expires_at: number };
type UserRow = { id: number; username: string; username_key: string; nickname: string; role: SignedIn['role'] };
// One table a query: every request comes by here, and joined they cost SQLite some 30 µs where these two cost 4, measured.
const SESSION = 'select user_id, used_at, expires_at from sessions where token_hash = ? and expires_at > ?';
const USER = 'select id, username, username_key, nickname, role from users where id = ? and disabled_at is null';

/** Starts a session and answers its token, which is kept nowhere else. `agent`: what the client calls itself. */
export async function startSession(trx: Trx, school: School, userId: number, agent: string): Promise<string> {
  const token = newToken();
  const now = school.clock.now();
  await trx
    .insertInto('sessions')
    .values({
      token_hash: hashSecret(token),
      user_id: userId,
      agent: agent.slice(0, 200),
      created_at: now,
      used_at: now,
      expires_at: now + SESSION_LIFE,
    })
    .execute();
  return token;
}

export async function endSession(school: School, tokenHash: string): Promise<void> {
  await school.database.db.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute();
  school.events.emit('sessionsEnded', [tokenHash]);
}

/** Ends a user's sessions but one; answers the hashes of their tokens, to be told of after the commit. */
export async function endSessionsOf(trx: Trx, userId: number, keep?: string): Promise<string[]> {
  const ended = await trx
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where('token_hash', '<>', keep ?? '')
    .returning('token_hash')
    .execute();
  return ended.map((row) => row.token_hash);
}

/** A new token for the same user; the old one lives 60 s more, for the calls already on their way. */
export async function refreshSession(school: School, session: SignedIn, agent: string): Promise<string> {
  return transaction(school.database, async (trx) => {
    const ends = school.clock.now() + REFRESHED_TOKEN_LIFE;
    await trx
      .updateTable('sessions')
      .set({ expires_at: ends })
      .where('token_hash', '=', session.tokenHash)
      .where('expires_at', '>', ends)
      .execute();
    return startSession(trx, school, session.userId, agent);
  });
}

/** Remembers that a user signed in on a device; answers the value of its cookie. */
export async function rememberDevice(trx: Trx, school: School, userId: number): Promise<string> {
  const token = newToken();
  await trx
    .insertInto('devices')
    .values({ token_hash: hashSecret(token), user_id: userId, used_at: school.clock.now() })
    .execute();
  return token;
}

/** Whether one of these secrets, a device's cookie or a token (over or not), was this user's in the last 90 days. */
export async function isKnownDevice(school: School, userId: number, secrets: readonly string[]): Promise<boolean> {
  if (secrets.length === 0) return false;
  const hashes = secrets.map(hashSecret);
  const since = school.clock.now() - DEVICE_LIFE;
  const { db } = school.database;
  const found = await db
    .selectFrom('devices')
    .select('user_id')
    .where('token_hash', 'in', hashes)
    .where('user_id', '=', userId)
    .where('used_at', '>', since)
    .unionAll(
      db
        .selectFrom('sessions')
        .select('user_id')
        .where('token_hash', 'in', hashes)
        .where('user_id', '=', userId)
        .where('used_at', '>', since),
    )
    .executeTakeFirst();
  return found !== undefined;
}

/** Rows that tell nothing any more. */
export async function pruneSessions(school: School): Promise<void> {
  const since = school.clock.now() - DEVICE_LIFE;
  await school.database.db.deleteFrom('sessions').where('used_at', '<', since).execute();
  await school.database.db.deleteFrom('devices').where('used_at', '<', since).execute();
}

async function slide(school: School, tokenHash: string, now: number): Promise<void> {
  await school.database.db
    .updateTable('sessions')
    .set({ used_at: now, expires_at: now + SESSION_LIFE })
    .where('token_hash', '=', tokenHash)
    .execute();
}
