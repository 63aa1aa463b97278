import { transaction } from '../kernel/db/database.ts';
import { fail, Failure } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { tellInboxes } from './inbox.ts';
import { getOwnRoom } from './own-room.ts';

const MOST_CHARACTERS = 10_000;

/**
 * Keeps what somebody is writing for all their devices, the latest wins; empty, it is removed. Answers when, in ms. Throws
 * `Chat not found` to those who are not in the room.
 */
export async function saveDraft(
  school: School,
  userId: number,
  { roomCode, text }: { roomCode: string; text: string },
): Promise<number> {
  if (text.length > MOST_CHARACTERS && [...text].length > MOST_CHARACTERS) throw fail('message_too_long');
  const { at, moved } = await transaction(school.database, async (trx) => {
    const roomId = await getOwnRoom(trx, userId, roomCode);
    const now = school.clock.now();
    const before = await trx
      .selectFrom('drafts')
      .select(['text', 'at', 'inbox_seq'])
      .where('user_id', '=', userId)
      .where('room_id', '=', roomId)
      .executeTakeFirst();
    if ((before?.text ?? '') === text) return { at: before?.at ?? now, moved: [] };
    return { at: now, moved: await replaceDraft(trx, { userId, roomId, text, at: now }) };
  });
  if (moved.length > 0) school.events.emit('inboxes', moved);
  return at;
}

type Draft = { userId: number; roomId: number; text: string; at: number };

/**
 * The inbox holds one entry of each draft, the last: otherwise it would grow with every pause in writing. Its head is held from
 * the first statement on, so that two devices take turns and the later one finds what the earlier one told.
 */
async function replaceDraft(trx: Trx, { userId, roomId, text, at }: Draft): Promise<number[]> {
  const moved = await tellInboxes(trx, [{ kind: 'draft', userId, data: { room: roomId }, at }]);
  const told = await trx
    .selectFrom('inboxes')
    .leftJoin('drafts', (join) => join.onRef('drafts.user_id', '=', 'inboxes.user_id').on('room_id', '=', roomId))
    .select(['last_seq', 'inbox_seq'])
    .where('inboxes.user_id', '=', userId)
    .executeTakeFirstOrThrow();
  if (told.inbox_seq !== null)
    await trx.deleteFrom('inbox_entries').where('user_id', '=', userId).where('seq', '=', told.inbox_seq).execute();
  await trx
    .insertInto('drafts')
    .values({ user_id: userId, room_id: roomId, text, at, inbox_seq: told.last_seq })
    .onConflict((same) => same.columns(['user_id', 'room_id']).doUpdateSet({ text, at, inbox_seq: told.last_seq }))
    .execute();
  return moved;
}

/** What was the draft has been sent: it is none any more, whether or not its writer is still in the room. */
export async function clearDraft(school: School, userId: number, roomCode: string): Promise<void> {
  await saveDraft(school, userId, { roomCode, text: '' }).catch((error: unknown) => {
    if (!(error instanceof Failure) || error.code !== 'chat_not_found') throw error;
  });
}
