import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { freshDatabase, type Engine } from '../../../test/engines.ts';
import { openDatabase, transaction, type Database } from '../../kernel/db/database.ts';
import { migrations } from '../../migrations/index.ts';
import type { Tables } from '../../tables.ts';
import { addEntry, addRoomHead } from '../log.ts';
import { createAppender, type Appender, type KeptRow } from './appender.ts';
import { procedures } from './sqlite.ts';
import type { Kept, Outgoing, Refused } from './types.ts';

export const NOW = 1_795_000_000_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export type Stage = {
  database: Database<Tables>;
  appender: Appender;
  kept: KeptRow[];
  place: { dataDir: string; url?: string };
};

/** amy and bob are members of G1 and G2, eve of none; dan is disabled. Everyone has the session `session-of-NAME`. */
export async function stage(t: TestContext, engine: Engine): Promise<Stage> {
  const place = await freshDatabase(engine);
  const database = await openDatabase<Tables>({ ...place, migrations, procedures });
  const kept: KeptRow[] = [];
  const appender = createAppender({ database, onKept: (rows) => kept.push(...rows) });
  t.after(async () => {
    await appender.close();
    await database.close();
    await place.drop();
  });
  await transaction(database, async (trx) => {
    for (const name of ['amy', 'bob', 'eve', 'dan']) {
      const { id } = await trx
        .insertInto('users')
        .values({
          username: name === 'amy' ? 'Amy' : name,
          username_key: name,
          username_skeleton: name,
          nickname: name,
          nickname_skeleton: name,
          role: 'student',
          password_hash: '',
          created_at: NOW,
          disabled_at: name === 'dan' ? NOW : null,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      const times = { created_at: NOW, used_at: NOW - HOUR / 2, expires_at: NOW + DAY };
      await trx
        .insertInto('sessions')
        .values({ token_hash: `session-of-${name}`, user_id: id, agent: '', ...times })
        .execute();
    }
    for (const code of ['G1', 'G2']) {
      const { id } = await trx
        .insertInto('rooms')
        .values({ code, name: code, kind: 'group', owner_id: 1, created_at: NOW })
        .returning('id')
        .executeTakeFirstOrThrow();
      await addRoomHead(trx, id);
      for (const user_id of [1, 2]) {
        const joined_seq = await addEntry(trx, id, { kind: 'join', userId: user_id, at: NOW });
        await trx.insertInto('members').values({ room_id: id, user_id, joined_at: NOW, joined_seq }).execute();
      }
    }
  });
  return { database, appender, kept, place };
}

let ids = 0;
export function message(from: string, roomCode: string, text: string, more: Partial<Outgoing> = {}): Outgoing {
  const clientId = `c${String(++ids).padStart(6, '0')}`;
  return {
    sessionHash: `session-of-${from}`,
    senderKey: from,
    roomCode,
    text,
    fileIds: [],
    clientId,
    clientIdGiven: true,
    at: NOW,
    ...more,
  };
}

export function refusal(answer: Kept | Refused): string {
  return answer.outcome === 'refused' ? answer.reason : answer.outcome;
}

export function keptOf(answer: Kept | Refused): Kept {
  if (answer.outcome === 'kept') return answer;
  assert.fail(`refused: ${answer.reason}`);
}

/** The log of a room as it is kept: whole, and without gaps up to its head. */
export async function logOf(database: Database<Tables>, roomId: number) {
  const entries = await database.db
    .selectFrom('entries')
    .selectAll()
    .where('room_id', '=', roomId)
    .orderBy('seq')
    .execute();
  const head = await database.db
    .selectFrom('room_heads')
    .selectAll()
    .where('room_id', '=', roomId)
    .executeTakeFirstOrThrow();
  assert.deepEqual(
    entries.map((entry) => entry.seq),
    entries.map((_, index) => index + 1),
  );
  const messages = entries.filter((entry) => entry.kind === 'message');
  assert.deepEqual(
    messages.map((entry) => entry.no),
    messages.map((_, index) => index + 1),
  );
  assert.deepEqual([head.last_seq, head.last_no], [entries.length, messages.length]);
  return messages;
}
