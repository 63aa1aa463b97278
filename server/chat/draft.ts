import { transaction } from '../kernel/db/database.ts';
import { fail, Failure } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { tellInboxes } from './inbox.ts';
import { LAST_SEQ } from './log.ts';
import { getOwnRoom } from './own-room.ts';
import { requireRoot } from './threads.ts';

const MOST_CHARACTERS = 10_000;
/** Of one user in threads of the rooms they are in: all of them are in each welcome. */
const MOST_IN_THREADS = 100;

/**
 * Keeps what somebody is writing for all their devices, the latest wins; empty, it is removed. `threadSeq`: the root of the thread in
 * which it will be a reply. Answers when, in ms. Throws `Chat not found` to those who are not in the room, `Thread not found` and
 * `Too many drafts`.
 */
export async function saveDraft(
  school: School,
  userId: number,
  { roomCode, threadSeq, text }: { roomCode: string; threadSeq?: number | undefined; text: string },
): Promise<number> {
  if (text.length > MOST_CHARACTERS && [...text].length > MOST_CHARACTERS) throw fail('message_too_long');
  const { at, moved } = await transaction(school.database, async (trx) => {
    const roomId = await getOwnRoom(trx, userId, roomCode);
    if (threadSeq !== undefined && (threadSeq < 1 || threadSeq > LAST_SEQ)) throw fail('thread_not_found');
    const place = { userId, roomId, threadSeq: threadSeq ?? 0 };
    const now = school.clock.now();
    const before = await trx
      .selectFrom('drafts')
      .select(['text', 'at'])
      .where('user_id', '=', userId)
      .where('room_id', '=', roomId)
      .where('thread_seq', '=', place.threadSeq)
      .executeTakeFirst();
    // What stands below a root that has been deleted meanwhile can still be removed.
    if (threadSeq !== undefined && text !== '') await requireRoot(trx, roomId, threadSeq);
    if ((before?.text ?? '') === text) return { at: before?.at ?? now, moved: [] };
    if (
      threadSeq !== undefined &&
      (before?.text ?? '') === '' &&
      (await countInThreads(trx, userId)) >= MOST_IN_THREADS
    )
      throw fail('too_many_drafts');
    return { at: now, moved: await replaceDraft(trx, { ...place, text, at: now }) };
  });
  if (moved.length > 0) school.events.emit('inboxes', moved);
  return at;
}

async function countInThreads(trx: Trx, userId: number): Promise<number> {
  const { count } = await trx
    .selectFrom('drafts')
    .innerJoin('members', (join) =>
      join.onRef('members.room_id', '=', 'drafts.room_id').onRef('members.user_id', '=', 'drafts.user_id'),
    )
    .select((is) => is.fn.countAll().as('count'))
    .where('drafts.user_id', '=', userId)
    .where('thread_seq', '<>', 0)
    .where('text', '<>', '')
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** `threadSeq`: 0 for the room itself. */
type Draft = { userId: number; roomId: number; threadSeq: number; text: string; at: number };

/**
 * The inbox holds one entry of each draft, the last: otherwise it would grow with every pause in writing. Its head is held from
 * the first statement on, so that two devices take turns and the later one finds what the earlier one told.
 */
async function replaceDraft(trx: Trx, { userId, roomId, threadSeq, text, at }: Draft): Promise<number[]> {
  const entry =
    threadSeq === 0
      ? { kind: 'draft' as const, data: { room: roomId } }
      : { kind: 'thread_draft' as const, data: { room: roomId, thread: threadSeq } };
  const moved = await tellInboxes(trx, [{ ...entry, userId, at }]);
  const told = await trx
    .selectFrom('inboxes')
    .leftJoin('drafts', (join) =>
      join.onRef('drafts.user_id', '=', 'inboxes.user_id').on('room_id', '=', roomId).on('thread_seq', '=', threadSeq),
    )
    .select(['last_seq', 'inbox_seq'])
    .where('inboxes.user_id', '=', userId)
    .executeTakeFirstOrThrow();
  if (told.inbox_seq !== null)
    await trx.deleteFrom('inbox_entries').where('user_id', '=', userId).where('seq', '=', told.inbox_seq).execute();
  await trx
    .insertInto('drafts')
    .values({ user_id: userId, room_id: roomId, thread_seq: threadSeq, text, at, inbox_seq: told.last_seq })
    .onConflict((same) =>
      same.columns(['user_id', 'room_id', 'thread_seq']).doUpdateSet({ text, at, inbox_seq: told.last_seq }),
    )
    .execute();
  return moved;
}

/** What was the draft has been sent: it is none any more, whether or not its writer is still in the room. */
export async function clearDraft(
  school: School,
  userId: number,
  roomCode: string,
  threadSeq: number | undefined,
): Promise<void> {
  await saveDraft(school, userId, { roomCode, threadSeq, text: '' }).catch((error: unknown) => {
    if (!(error instanceof Failure) || error.code !== 'chat_not_found') throw error;
  });
}
