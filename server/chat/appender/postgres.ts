import type pg from 'pg';
import { codeOf } from '../../kernel/db/errors.ts';
import {
  AppenderBusy,
  fileIdsJson,
  SESSION_LIFE,
  SESSION_SLIDE_AFTER,
  type Flush,
  type Kept,
  type Missed,
  type Outgoing,
  type Refused,
} from './types.ts';

/** One transaction a flush: heads, then the checks in statements (and so snapshots) of their own, then what is new. */
export function postgresFlush(pool: pg.Pool): Flush {
  return async (rows, { patient, attempt }) => {
    const client = await pool.connect();
    let broken = false;
    try {
      const facts = await lockAndLook(client, rows, { patient, again: attempt.unconfirmed.size > 0 });
      const { answers, added, slide } = decide(rows, facts);
      for (const { row, kept } of added) attempt.unconfirmed.set(row, kept);
      // Sent together: after a write that failed, COMMIT rolls back.
      const written = added.length > 0 || slide.length > 0 ? write(client, added, slide, facts.heads) : undefined;
      await Promise.all([written, client.query('commit')]);
      return answers.map((answer, index) => confirm(answer, rows[index], attempt.unconfirmed));
    } catch (error) {
      broken = await client.query('rollback').then(
        () => false,
        () => true,
      );
      throw codeOf(error) === LOCK_NOT_AVAILABLE ? new AppenderBusy('The room is locked') : error;
    } finally {
      client.release(broken);
    }
  };
}

const LOCK_NOT_AVAILABLE = '55P03';

type Head = { roomId: number; seq: number; no: number; moved: boolean };
type Sender = { id: number; username: string; key: string };
type Session = Sender & { usedAt: number; expiresAt: number };
type Earlier = { seq: number; no: number; at: number; text: string | null; file_ids: string | null; rev: number };

/** All there is to know for a flush, by the keys its rows name. */
type Facts = {
  heads: Map<string, Head>;
  /** Codes of rooms that are there, but whose heads somebody else holds. */
  held: Set<string>;
  sessions: Map<string, Session>;
  senders: Map<string, Sender>;
  members: Set<string>;
  earlier: Map<string, Earlier>;
};

/** Begins, takes the heads, and looks. `again`: an earlier run may have kept a row, so ids of our own are looked up as well. */
async function lockAndLook(
  client: pg.PoolClient,
  rows: readonly Outgoing[],
  how: { patient: boolean; again: boolean },
): Promise<Facts> {
  const codes = [...new Set(rows.map((row) => row.roomCode))];
  const [, heads, sessions, senders] = await Promise.all([
    // Read committed whatever the server's default is: the checks must see what was committed while the heads were waited for.
    client.query(`begin isolation level read committed${how.patient ? `; set local lock_timeout = '10s'` : ''}`),
    lockHeads(client, codes, how.patient),
    lookForSessions(client, rows),
    lookForSenders(client, rows),
  ]);
  const facts: Facts = { heads, held: new Set(), sessions, senders, members: new Set(), earlier: new Map() };
  const pairs = rows.flatMap((row) => {
    const sender = row.sessionHash === null ? senders.get(row.senderKey) : sessions.get(row.sessionHash);
    const head = heads.get(row.roomCode);
    return sender === undefined || head === undefined ? [] : [{ row, roomId: head.roomId, userId: sender.id }];
  });
  const retried = pairs.filter(({ row }) => row.clientIdGiven || how.again);
  const notGot = codes.filter((code) => !heads.has(code));
  await Promise.all([
    pairs.length > 0 && lookForMembers(client, pairs, facts.members),
    retried.length > 0 && lookForEarlier(client, retried, facts.earlier),
    notGot.length > 0 && lookForHeld(client, notGot, facts.held),
  ]);
  return facts;
}

/** Takes the heads that nobody else holds (patient: waits for all of them), in ascending order as everybody does. */
async function lockHeads(
  client: pg.PoolClient,
  codes: readonly string[],
  patient: boolean,
): Promise<Map<string, Head>> {
  const { rows } = await client.query<{ code: string; room_id: number; last_seq: number; last_no: number }>({
    name: patient ? 'append-heads-patient' : 'append-heads',
    text: `select r.code, h.room_id, h.last_seq, h.last_no from rooms r join room_heads h on h.room_id = r.id
      where r.code = any($1::text[]) order by h.room_id for update of h ${patient ? '' : 'skip locked'}`,
    values: [codes],
  });
  return new Map(
    rows.map((row) => [row.code, { roomId: row.room_id, seq: row.last_seq, no: row.last_no, moved: false }]),
  );
}

async function lookForSessions(client: pg.PoolClient, rows: readonly Outgoing[]): Promise<Map<string, Session>> {
  const hashes = new Set(rows.flatMap((row) => (row.sessionHash === null ? [] : [row.sessionHash])));
  if (hashes.size === 0) return new Map();
  const found = await client.query<Session & { hash: string }>({
    name: 'append-sessions',
    text: `select s.token_hash as hash, u.id, u.username, u.username_key as key, s.used_at as "usedAt", s.expires_at as "expiresAt"
      from sessions s join users u on u.id = s.user_id where s.token_hash = any($1::text[]) and u.disabled_at is null`,
    values: [[...hashes]],
  });
  return new Map(found.rows.map((session) => [session.hash, session]));
}

async function lookForSenders(client: pg.PoolClient, rows: readonly Outgoing[]): Promise<Map<string, Sender>> {
  const keys = new Set(rows.flatMap((row) => (row.sessionHash === null ? [row.senderKey] : [])));
  if (keys.size === 0) return new Map();
  const found = await client.query<Sender>({
    name: 'append-senders',
    text: 'select id, username, username_key as key from users where username_key = any($1::text[]) and disabled_at is null',
    values: [[...keys]],
  });
  return new Map(found.rows.map((sender) => [sender.key, sender]));
}

type Pair = { row: Outgoing; roomId: number; userId: number };

async function lookForMembers(client: pg.PoolClient, pairs: readonly Pair[], members: Set<string>): Promise<void> {
  const asked = new Map(pairs.map((pair) => [`${pair.roomId} ${pair.userId}`, pair]));
  const { rows } = await client.query<{ room_id: number; user_id: number }>({
    name: 'append-members',
    text: `select m.room_id, m.user_id from unnest($1::int[], $2::int[]) as i (room_id, user_id)
      join members m on m.room_id = i.room_id and m.user_id = i.user_id`,
    values: [[...asked.values()].map(({ roomId }) => roomId), [...asked.values()].map(({ userId }) => userId)],
  });
  for (const row of rows) members.add(`${row.room_id} ${row.user_id}`);
}

async function lookForEarlier(
  client: pg.PoolClient,
  pairs: readonly Pair[],
  earlier: Map<string, Earlier>,
): Promise<void> {
  const { rows } = await client.query<Earlier & { room_id: number; user_id: number; client_id: string }>({
    name: 'append-earlier',
    text: `select e.room_id, e.user_id, e.client_id, e.seq, e.no, e.at, e.text, e.file_ids, e.rev
      from unnest($1::int[], $2::int[], $3::text[]) as i (room_id, user_id, client_id)
      join entries e on e.client_id = i.client_id and e.room_id = i.room_id and e.user_id = i.user_id`,
    values: [
      pairs.map(({ roomId }) => roomId),
      pairs.map(({ userId }) => userId),
      pairs.map(({ row }) => row.clientId),
    ],
  });
  for (const row of rows) earlier.set(keyOf(row.room_id, row.user_id, row.client_id), row);
}

async function lookForHeld(client: pg.PoolClient, codes: readonly string[], held: Set<string>): Promise<void> {
  const { rows } = await client.query<{ code: string }>({
    name: 'append-held',
    text: 'select code from rooms where code = any($1::text[])',
    values: [codes],
  });
  for (const row of rows) held.add(row.code);
}

function keyOf(roomId: number, userId: number, clientId: string): string {
  return `${roomId} ${userId} ${clientId}`;
}

type Added = { row: Outgoing; kept: Kept; fileIds: string | null };
type Slide = { hash: string; at: number };

/** The rules, row by row in the order they came; numbers what is new, and moves the heads in `facts`. */
function decide(
  rows: readonly Outgoing[],
  facts: Facts,
): { answers: (Kept | Refused | Missed)[]; added: Added[]; slide: Slide[] } {
  const addedByKey = new Map<string, Added>();
  const slide = new Map<string, number>();

  function answerTo(row: Outgoing): Kept | Refused | Missed {
    let sender: Sender | undefined;
    if (row.sessionHash === null) {
      sender = facts.senders.get(row.senderKey);
      if (sender === undefined) return refused('user_not_found');
    } else {
      const session = facts.sessions.get(row.sessionHash);
      if (session === undefined || session.expiresAt <= row.at) return refused('not_signed_in');
      if (row.at - session.usedAt > SESSION_SLIDE_AFTER) slide.set(row.sessionHash, row.at);
      if (session.key !== row.senderKey) return refused('other_user');
      sender = session;
    }
    const head = facts.heads.get(row.roomCode);
    if (head === undefined) return facts.held.has(row.roomCode) ? { outcome: 'missed' } : refused('room_not_found');

    const who = { outcome: 'kept', roomId: head.roomId, userId: sender.id, username: sender.username } as const;
    const fileIds = fileIdsJson(row);
    const key = keyOf(head.roomId, sender.id, row.clientId);
    const twin = addedByKey.get(key);
    if (twin !== undefined) {
      return twin.row.text === row.text && twin.fileIds === fileIds
        ? { ...twin.kept, repeated: true }
        : refused('client_id_reused');
    }
    // Before membership: one who was put out after sending still learns that the message was kept.
    const earlier = facts.earlier.get(key);
    if (earlier !== undefined) {
      // What an edited message first said is not known any more; its id is trusted then.
      const same = earlier.rev !== 0 || (earlier.text === row.text && earlier.file_ids === fileIds);
      return same
        ? { ...who, repeated: true, seq: earlier.seq, no: earlier.no, at: earlier.at }
        : refused('client_id_reused');
    }
    if (row.sessionHash !== null && !facts.members.has(`${head.roomId} ${sender.id}`)) return refused('room_not_found');

    head.seq++;
    head.no++;
    head.moved = true;
    const kept: Kept = { ...who, repeated: false, seq: head.seq, no: head.no, at: row.at };
    addedByKey.set(key, { row, kept, fileIds });
    return kept;
  }

  const answers = rows.map(answerTo);
  return { answers, added: [...addedByKey.values()], slide: [...slide].map(([hash, at]) => ({ hash, at })) };
}

function refused(reason: Refused['reason']): Refused {
  return { outcome: 'refused', reason };
}

/** Entries, attachments, heads and sliding sessions in one statement. */
async function write(
  client: pg.PoolClient,
  added: readonly Added[],
  slide: readonly Slide[],
  heads: Map<string, Head>,
): Promise<void> {
  const moved = [...heads.values()].filter((head) => head.moved);
  const attached = added.flatMap(({ row, kept }) => [...new Set(row.fileIds)].map((fileId) => ({ fileId, kept })));
  await client.query({
    name: 'append-write',
    text: `with
      added as (insert into entries (room_id, seq, kind, no, user_id, client_id, text, file_ids, at)
        select room_id, seq, 'message', no, user_id, client_id, text, file_ids, at
        from unnest($1::int[], $2::int[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::bigint[])
          as i (room_id, seq, no, user_id, client_id, text, file_ids, at)),
      attached as (insert into attachments (file_id, room_id, seq)
        select * from unnest($9::text[], $10::int[], $11::int[])),
      slid as (update sessions set used_at = i.at, expires_at = i.at + ${SESSION_LIFE}
        from unnest($12::text[], $13::bigint[]) as i (hash, at)
        -- Whoever holds a session's row just now writes it anyway; a flush waits for nobody here.
        where token_hash in (select token_hash from sessions where token_hash = any($12::text[]) for update skip locked)
          and token_hash = i.hash)
      update room_heads h set last_seq = i.seq, last_no = i.no
        from unnest($14::int[], $15::int[], $16::int[]) as i (room_id, seq, no) where h.room_id = i.room_id`,
    values: [
      added.map(({ kept }) => kept.roomId),
      added.map(({ kept }) => kept.seq),
      added.map(({ kept }) => kept.no),
      added.map(({ kept }) => kept.userId),
      added.map(({ row }) => row.clientId),
      added.map(({ row }) => row.text),
      added.map(({ fileIds }) => fileIds),
      added.map(({ kept }) => kept.at),
      attached.map(({ fileId }) => fileId),
      attached.map(({ kept }) => kept.roomId),
      attached.map(({ kept }) => kept.seq),
      slide.map(({ hash }) => hash),
      slide.map(({ at }) => at),
      moved.map((head) => head.roomId),
      moved.map((head) => head.seq),
      moved.map((head) => head.no),
    ],
  });
}

/** A row that the run before, its COMMIT unanswered, has kept under this very number is new all the same. */
function confirm(
  answer: Kept | Refused | Missed,
  row: Outgoing | undefined,
  unconfirmed: Map<Outgoing, Kept>,
): Kept | Refused | Missed {
  if (row === undefined || answer.outcome !== 'kept' || !answer.repeated) return answer;
  return unconfirmed.get(row)?.seq === answer.seq ? { ...answer, repeated: false } : answer;
}
