import type { SignedIn } from '../kernel/http/caller.ts';
import { fail, failMissing } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { type KeptMarks, marksJson, readMarks } from './marks.ts';
import { addMentions, EVERYBODY, findMentioned, type Mentioned } from './mentions.ts';
import { checkLength } from './message.ts';
import { type Acting, changeMessage } from './message-access.ts';
import { namedMarks } from './named-marks.ts';
import { tell } from './room.ts';
import { addFollowers } from './thread-follows.ts';

/**
 * Changes the text of one's own message; how it read before is kept. The text it has is no change. Whom it mentions anew finds it
 * like a new message. Answers how often it has been changed. Throws the refusals of `/edit_message`.
 */
export async function editMessage(
  school: School,
  by: SignedIn,
  { roomCode, id, text }: { roomCode: string; id: number; text: string },
): Promise<number> {
  checkLength(text);
  return changeMessage(school, { by, roomCode, id }, async (acting) => {
    const { trx, news, place, message } = acting;
    if (message.text === null) throw fail('message_not_found');
    if (message.userId !== by.userId) throw fail('not_your_message');
    if (text === '' && !message.hasFiles) throw failMissing('Message');
    if (text === message.text) return message.rev;
    const { roomId } = place;
    const at = school.clock.now();
    const rev = message.rev + 1;
    await trx
      .insertInto('revisions')
      .values({ room_id: roomId, seq: id, rev: message.rev, text: message.text, at })
      .execute();
    const anew = await mentionedAnew(acting, by, await findMentioned(trx, roomCode, text));
    const shown = anew.all ? { marks: marksJson({ ...readMarks(message.marks), allSince: true }) } : {};
    await trx
      .updateTable('entries')
      .set({ text, rev, ...shown })
      .where('room_id', '=', roomId)
      .where('seq', '=', id)
      .execute();
    const kept: KeptMarks = { mentions: anew.users.map((user) => user.id), all: anew.all };
    const marks = namedMarks(kept, new Map(anew.users.map((user) => [user.id, user.username])));
    const user = { id: by.userId, username: by.username };
    const told = { kind: 'edit', user, at, targetSeq: id, rev, text, marks, keptMarks: marksJson(kept) } as const;
    const seq = await tell(trx, news, roomId, told);
    const userIds = anew.users.map((each) => each.id);
    await addMentions(trx, { roomId, seq, userIds: anew.all ? [...userIds, EVERYBODY] : userIds });
    if (message.rootSeq !== null) await addFollowers(trx, { roomId, seq: message.rootSeq, userIds, readSeq: id - 1 });
    return rev;
  });
}

/** Whom neither the message nor an earlier edit of it has mentioned. */
async function mentionedAnew(
  { trx, place, message }: Acting,
  by: SignedIn,
  { users, all }: Mentioned,
): Promise<Mentioned> {
  if (users.length === 0 && !all) return { users, all };
  const edits = await trx
    .selectFrom('entries')
    .select('marks')
    .where('room_id', '=', place.roomId)
    .where('target_seq', '=', message.seq)
    .where('kind', '=', 'edit')
    .where('marks', 'is not', null)
    .execute();
  const earlier = [message.marks, ...edits.map(({ marks }) => marks)].map(readMarks);
  const known = new Set([by.userId, ...earlier.flatMap(({ mentions = [] }) => mentions)]);
  return {
    users: users.filter((user) => !known.has(user.id)),
    all: all && place.isStaff && !earlier.some((marks) => marks.all === true),
  };
}

type Revision = { rev: number; text: string; at: number };

/** How a message read from the first to the present, each with the time it was written. Throws `Message not found`. */
export async function messageHistory(school: School, roomId: number, id: number): Promise<Revision[]> {
  const { db } = school.database;
  const seq = Math.min(id, 2 ** 31 - 1);
  const message = await db
    .selectFrom('entries')
    .select(['text', 'rev', 'at'])
    .where('room_id', '=', roomId)
    .where('seq', '=', seq)
    .where('kind', '=', 'message')
    .executeTakeFirst();
  if (message === undefined || message.text === null) throw fail('message_not_found');
  const replaced = await db
    .selectFrom('revisions')
    .select(['rev', 'text', 'at'])
    .where('room_id', '=', roomId)
    .where('seq', '=', seq)
    .orderBy('rev')
    .execute();
  // What is kept of each is when it was replaced: that is when the next one was written.
  const written = [message.at, ...replaced.map(({ at }) => at)];
  const texts = [...replaced, { rev: message.rev, text: message.text }];
  return texts.map(({ rev, text }, index) => ({ rev, text, at: written[index] ?? message.at }));
}
