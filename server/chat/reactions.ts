import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { marksJson, readMarks, withReaction } from './marks.ts';
import { changeMessage } from './message-access.ts';
import { tell } from './room.ts';

const MOST_DIFFERENT = 20;
/** One that Unicode recommends for interchange: families, flags and keycaps are one, two of anything are none. */
const ONE_EMOJI = /^\p{RGI_Emoji}$/v;

/** Puts a reaction to a message, or takes one's own back. What is so already is no change. Throws the refusals of `/react`. */
export async function react(
  school: School,
  by: SignedIn,
  { roomCode, id, emoji, on }: { roomCode: string; id: number; emoji: string; on: boolean },
): Promise<void> {
  if (emoji.length > 64 || !ONE_EMOJI.test(emoji)) throw fail('invalid_emoji');
  await changeMessage(school, { by, roomCode, id }, async ({ trx, news, place, message }) => {
    if (message.text === null) throw fail('message_not_found');
    const { roomId } = place;
    const marks = readMarks(message.marks);
    const { reactions = [] } = marks;
    const next = withReaction(reactions, { emoji, userId: by.userId, on });
    if (next === reactions) return;
    if (next.length > MOST_DIFFERENT) throw fail('too_many_reactions');
    await trx
      .updateTable('entries')
      .set({ marks: marksJson({ ...marks, reactions: next }) })
      .where('room_id', '=', roomId)
      .where('seq', '=', id)
      .execute();
    const user = { id: by.userId, username: by.username };
    const reaction = { emoji, on };
    const told = { kind: 'reaction', user, at: school.clock.now(), targetSeq: id, data: reaction, reaction } as const;
    await tell(trx, news, roomId, told);
  });
}
