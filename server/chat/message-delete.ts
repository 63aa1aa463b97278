import { writeAudit } from '../audit.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { type KeptMarks, marksJson, readMarks, repliesOf } from './marks.ts';
import { EVERYBODY } from './mentions.ts';
import { type Acting, changeMessage } from './message-access.ts';
import { namedReplies, usersIn } from './named-marks.ts';
import { deleteFilesOf } from './own-files.ts';
import { tell } from './room.ts';

/**
 * Deletes a message: its text, also the earlier ones, is erased, its files go with it or are let go, nobody is mentioned by it any more. What was
 * replied to it stays. Twice is once. Throws the refusals of `/delete_message`.
 */
export async function deleteMessage(
  school: School,
  by: SignedIn,
  { roomCode, id }: { roomCode: string; id: number },
): Promise<void> {
  await changeMessage(school, { by, roomCode, id, asAdmin: true }, async (acting) => {
    const { trx, news, place, message } = acting;
    const isOwn = place.isMember && message.userId === by.userId;
    const isTheirs = (place.isOwner && place.kind !== 'direct') || (by.role === 'admin' && place.kind !== 'direct');
    if (!isOwn && !isTheirs) throw fail('not_yours_to_delete');
    if (message.text === null) return;
    const { roomId } = place;
    await eraseMentions(acting);
    const carried = await trx
      .deleteFrom('attachments')
      .where('room_id', '=', roomId)
      .where('seq', '=', id)
      .returning('file_id')
      .execute();
    await deleteFilesOf(
      trx,
      message.userId,
      carried.map((row) => row.file_id),
    );
    await trx.deleteFrom('revisions').where('room_id', '=', roomId).where('seq', '=', id).execute();
    const { replies } = readMarks(message.marks);
    const rev = message.rev + 1;
    await trx
      .updateTable('entries')
      .set({ text: null, file_ids: null, marks: marksJson({ replies }), pinned_seq: null, rev })
      .where('room_id', '=', roomId)
      .where('seq', '=', id)
      .execute();
    const thread = message.rootSeq === null ? null : await countAgain(acting, message.rootSeq);
    const user = { id: by.userId, username: by.username };
    await tell(trx, news, roomId, { kind: 'delete', user, at: school.clock.now(), targetSeq: id, rev, thread });
    if (isOwn) return;
    await writeAudit(trx, school, {
      actorId: by.userId,
      action: 'delete message',
      target: `room ${place.code}`,
      detail: { message: id, of: message.userId },
    });
  });
}

/** Those whom the message and its edits mention. */
async function eraseMentions({ trx, place: { roomId }, message }: Acting): Promise<void> {
  const edits = await trx
    .selectFrom('entries')
    .select(['seq', 'marks'])
    .where('room_id', '=', roomId)
    .where('target_seq', '=', message.seq)
    .where('kind', '=', 'edit')
    .where('marks', 'is not', null)
    .execute();
  const all = [{ seq: message.seq, marks: message.marks }, ...edits];
  const users = new Set(all.flatMap(({ marks }) => readMarks(marks).mentions ?? []));
  const seqs = all.map(({ seq }) => seq);
  await trx
    .deleteFrom('mentions')
    .where('user_id', 'in', [EVERYBODY, ...users])
    .where('room_id', '=', roomId)
    .where('seq', 'in', seqs)
    .execute();
  const edited = edits.map(({ seq }) => seq);
  if (edited.length > 0)
    await trx
      .updateTable('entries')
      .set({ marks: null })
      .where('room_id', '=', roomId)
      .where('seq', 'in', edited)
      .execute();
}

/** What is left below a root. */
async function countAgain({ trx, place: { roomId } }: Acting, rootSeq: number) {
  const root = await trx
    .selectFrom('entries')
    .select('marks')
    .where('room_id', '=', roomId)
    .where('seq', '=', rootSeq)
    .executeTakeFirstOrThrow();
  const left = await trx
    .selectFrom('entries')
    .select(['seq', 'at', 'user_id as userId'])
    .where('room_id', '=', roomId)
    .where('target_seq', '=', rootSeq)
    .where('kind', '=', 'message')
    .where('text', 'is not', null)
    .orderBy('seq')
    .execute();
  const marks: KeptMarks = { ...readMarks(root.marks), replies: repliesOf(left) };
  await trx
    .updateTable('entries')
    .set({ marks: marksJson(marks) })
    .where('room_id', '=', roomId)
    .where('seq', '=', rootSeq)
    .execute();
  const users = usersIn({ replies: marks.replies });
  const names =
    users.length === 0
      ? []
      : await trx.selectFrom('users').select(['id', 'username']).where('id', 'in', users).execute();
  return { seq: rootSeq, replies: namedReplies(marks.replies, new Map(names.map((row) => [row.id, row.username]))) };
}
