import type { Static } from 'typebox';
import type { getSessions } from '../../contract/profile.ts';
import { writeAudit } from '../audit.ts';
import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { endSessionsOf, findSession, REFRESHED_TOKEN_LIFE } from './sessions.ts';

type Listed = Static<typeof getSessions.answer>['sessions'];

/** A user's live sessions, the latest used first. Those whose token was renewed live on for a minute and are not told. */
export async function sessionsOf(school: School, asking: SignedIn): Promise<Listed> {
  const rows = await school.database.db
    .selectFrom('sessions')
    .select(['token_hash', 'agent', 'created_at', 'used_at'])
    .where('user_id', '=', asking.userId)
    .where('expires_at', '>', school.clock.now() + REFRESHED_TOKEN_LIFE)
    .orderBy('used_at', 'desc')
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map((row) => ({
    id: sessionId(row.token_hash),
    agent: row.agent,
    created: row.created_at,
    used: row.used_at,
    current: row.token_hash === asking.tokenHash,
  }));
}

/** Ends one of the asking user's sessions, the one that asks too. Throws `Session not found`, of others' just the same. */
export async function endOwnSession(school: School, asking: SignedIn, id: string): Promise<void> {
  const ended = await transaction(school.database, async (trx) => {
    const own = await trx.selectFrom('sessions').select('token_hash').where('user_id', '=', asking.userId).execute();
    const hashes = own.map((row) => row.token_hash).filter((hash) => sessionId(hash) === id);
    if (hashes.length === 0) throw fail('session_not_found');
    await trx.deleteFrom('sessions').where('token_hash', 'in', hashes).execute();
    await writeAudit(trx, school, { actorId: asking.userId, action: 'end session', target: asking.username });
    return hashes;
  });
  school.events.emit('sessionsEnded', ended);
}

export async function endOtherSessions(school: School, asking: SignedIn): Promise<void> {
  const ended = await transaction(school.database, async (trx) => {
    const hashes = await endSessionsOf(trx, asking.userId, asking.tokenHash);
    const detail = { sessions: hashes.length };
    await writeAudit(trx, school, {
      actorId: asking.userId,
      action: 'end other sessions',
      target: asking.username,
      detail,
    });
    return hashes;
  });
  school.events.emit('sessionsEnded', ended);
}

/** The live session of a user that has this id among the user's own. */
export async function findSessionOf(school: School, userId: number, id: string): Promise<SignedIn | undefined> {
  const own = await school.database.db
    .selectFrom('sessions')
    .select('token_hash')
    .where('user_id', '=', userId)
    .execute();
  const found = own.find((row) => sessionId(row.token_hash) === id);
  return found && findSession(school, found.token_hash);
}

/** Enough of the token's hash to tell one's own sessions apart, too little to be taken for it. */
export function sessionId(tokenHash: string): string {
  return Buffer.from(tokenHash, 'base64url').toString('hex').slice(0, 16);
}
