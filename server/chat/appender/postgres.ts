import type pg from 'pg';
import { codeOf } from '../../kernel/db/errors.ts';
import { createDiscussion } from './discussion.ts';
import { writeDiscussion } from './postgres-discussion.ts';
import { type Facts, type Head, keyOf, lockAndLook, type Sender } from './postgres-look.ts';
import {
  AppenderBusy,
  fileIdsJson,
  isReply,
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
      const { answers, added, slide, discussion } = decide(rows, facts);
      for (const { row, kept } of added) attempt.unconfirmed.set(row, kept);
      // Sent together: after a write that failed, COMMIT rolls back.
      const written = added.length > 0 || slide.length > 0 ? write(client, added, slide, facts.heads) : undefined;
      const discussed = discussion === undefined ? undefined : writeDiscussion(client, discussion.written());
      await Promise.all([written, discussed, client.query('commit')]);
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

type Added = { row: Outgoing; kept: Kept; fileIds: string | null };
type Slide = { hash: string; at: number };

/** The rules, row by row in the order they came; numbers what is new, and moves the heads in `facts`. */
function decide(
  rows: readonly Outgoing[],
  facts: Facts,
): {
  answers: (Kept | Refused | Missed)[];
  added: Added[];
  slide: Slide[];
  discussion: ReturnType<typeof createDiscussion> | undefined;
} {
  const addedByKey = new Map<string, Added>();
  const slide = new Map<string, number>();
  const discussion = rows.some((row) => row.extra !== undefined)
    ? createDiscussion({
        root: (roomId, seq) => facts.roots.get(`${roomId} ${seq}`),
        isMember: (roomId, userId) => facts.members.has(`${roomId} ${userId}`),
        isStaff: (roomId, userId) => facts.staff.has(`${roomId} ${userId}`),
      })
    : undefined;

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
    const shut = facts.shut.get(head.roomId);
    if (shut !== undefined) return refused(shut);

    if (row.extra !== undefined && discussion?.isThread(row.extra, head.roomId) === false)
      return refused('thread_not_found');
    head.seq++;
    if (!isReply(row)) head.no++;
    head.moved = true;
    const place = { roomId: head.roomId, seq: head.seq, userId: sender.id, at: row.at };
    const marks = row.extra === undefined ? null : (discussion?.add(row.extra, place) ?? null);
    const kept: Kept = {
      ...who,
      repeated: false,
      seq: head.seq,
      no: head.no,
      at: row.at,
      ...(marks !== null && { marks }),
    };
    addedByKey.set(key, { row, kept, fileIds });
    return kept;
  }

  const answers = rows.map(answerTo);
  return {
    answers,
    added: [...addedByKey.values()],
    slide: [...slide].map(([hash, at]) => ({ hash, at })),
    discussion,
  };
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
      added as (insert into entries (room_id, seq, kind, no, user_id, client_id, text, file_ids, at, target_seq, marks)
        select room_id, seq, 'message', no, user_id, client_id, text, file_ids, at, target_seq, marks
        from unnest($1::int[], $2::int[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::bigint[], $17::int[],
          $18::text[]) as i (room_id, seq, no, user_id, client_id, text, file_ids, at, target_seq, marks)),
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
      added.map(({ row }) => row.extra?.threadSeq ?? null),
      added.map(({ kept }) => kept.marks ?? null),
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
  const unsure = unconfirmed.get(row);
  return unsure?.seq === answer.seq ? unsure : answer;
}
