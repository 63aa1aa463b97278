import type pg from 'pg';
import type { RootRow } from './discussion.ts';
import { type Outgoing, SHUT, type Shut } from './types.ts';

export type Head = { roomId: number; seq: number; no: number; moved: boolean };
export type Sender = { id: number; username: string; key: string };
type Session = Sender & { usedAt: number; expiresAt: number };
type Earlier = { seq: number; no: number; at: number; text: string | null; file_ids: string | null; rev: number };

/** All there is to know for a flush, by the keys its rows name. */
export type Facts = {
  heads: Map<string, Head>;
  /** Codes of rooms that are there, but whose heads somebody else holds. */
  held: Set<string>;
  sessions: Map<string, Session>;
  senders: Map<string, Sender>;
  members: Set<string>;
  /** Rooms by id in which nothing can be written, and why. */
  shut: Map<number, Shut>;
  earlier: Map<string, Earlier>;
  /** Those who may mention all, by `room user`. */
  staff: Set<string>;
  /** What replies name, by `room seq`. */
  roots: Map<string, RootRow>;
};

/** Begins, takes the heads, and looks. `again`: an earlier run may have kept a row, so ids of our own are looked up as well. */
export async function lockAndLook(
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
  const facts: Facts = {
    heads,
    held: new Set(),
    sessions,
    senders,
    members: new Set(),
    shut: new Map(),
    earlier: new Map(),
    staff: new Set(),
    roots: new Map(),
  };
  const pairs = rows.flatMap((row) => {
    const sender = row.sessionHash === null ? senders.get(row.senderKey) : sessions.get(row.sessionHash);
    const head = heads.get(row.roomCode);
    return sender === undefined || head === undefined ? [] : [{ row, roomId: head.roomId, userId: sender.id }];
  });
  const replies = pairs.flatMap(({ row, roomId }) =>
    row.extra?.threadSeq ? [{ roomId, seq: row.extra.threadSeq }] : [],
  );
  const retried = pairs.filter(({ row }) => row.clientIdGiven || how.again);
  const notGot = codes.filter((code) => !heads.has(code));
  await Promise.all([
    pairs.length > 0 && lookForMembers(client, pairs, facts),
    retried.length > 0 && lookForEarlier(client, retried, facts.earlier),
    replies.length > 0 && lookForRoots(client, replies, facts.roots),
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

/** Membership, and whether the room is shut, which a statement from before the head was held might have seen too early. */
async function lookForMembers(
  client: pg.PoolClient,
  pairs: readonly Pair[],
  { members, shut, staff }: Pick<Facts, 'members' | 'shut' | 'staff'>,
): Promise<void> {
  const asked = new Map<string, { roomId: number; userId: number }>();
  for (const { row, roomId, userId } of pairs)
    for (const user of [userId, ...(row.extra?.mentioned.map(({ id }) => id) ?? [])])
      asked.set(`${roomId} ${user}`, { roomId, userId: user });
  const { rows } = await client.query<{
    room_id: number;
    user_id: number;
    member: boolean;
    shut: Shut | null;
    staff: boolean;
  }>({
    name: 'append-members',
    text: `select i.room_id, i.user_id, m.user_id is not null as member, ${SHUT} as shut,
        m.staff = 1 or r.owner_id = i.user_id as staff
      from unnest($1::int[], $2::int[]) as i (room_id, user_id) join rooms r on r.id = i.room_id
      left join members m on m.room_id = i.room_id and m.user_id = i.user_id`,
    values: [[...asked.values()].map(({ roomId }) => roomId), [...asked.values()].map(({ userId }) => userId)],
  });
  for (const row of rows) {
    if (row.member) members.add(`${row.room_id} ${row.user_id}`);
    if (row.shut !== null) shut.set(row.room_id, row.shut);
    if (row.staff) staff.add(`${row.room_id} ${row.user_id}`);
  }
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

async function lookForRoots(
  client: pg.PoolClient,
  asked: readonly { roomId: number; seq: number }[],
  roots: Map<string, RootRow>,
): Promise<void> {
  const { rows } = await client.query<RootRow & { room_id: number; seq: number }>({
    name: 'append-roots',
    text: `select distinct e.room_id, e.seq, e.kind, e.target_seq as "targetSeq", e.user_id as "userId",
        e.text is not null as "hasText", e.data, e.marks
      from unnest($1::int[], $2::int[]) as i (room_id, seq) join entries e on e.room_id = i.room_id and e.seq = i.seq`,
    values: [asked.map(({ roomId }) => roomId), asked.map(({ seq }) => seq)],
  });
  for (const row of rows) roots.set(`${row.room_id} ${row.seq}`, row);
}

async function lookForHeld(client: pg.PoolClient, codes: readonly string[], held: Set<string>): Promise<void> {
  const { rows } = await client.query<{ code: string }>({
    name: 'append-held',
    text: 'select code from rooms where code = any($1::text[])',
    values: [codes],
  });
  for (const row of rows) held.add(row.code);
}

export function keyOf(roomId: number, userId: number, clientId: string): string {
  return `${roomId} ${userId} ${clientId}`;
}
