import { useMutation } from '@tanstack/react-query';
import * as calls from '../../contract/attention.ts';
import { markRead } from '../../contract/chat.ts';
import type { Attention } from '../../contract/entry.ts';
import { call } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { complain, say } from '../kernel/ui/toasts.tsx';
import { useAttentionText } from './attention-text.ts';
import { readTo, type Room, showRoom } from './rooms.ts';

/** How much of what is unread in a room is for its member in person; nothing of a muted one. A word between two is always. */
export function calling({ kind, attention, unread, mentions }: Room): number {
  if (attention === 'muted') return 0;
  return kind === 'direct' ? unread : mentions;
}

/** Whether what is unread in a room stands out. */
export function standsOut({ kind, attention, unread, mentions }: Room): boolean {
  if (attention === 'muted') return false;
  return attention === 'mentions' && kind !== 'direct' ? mentions > 0 : unread > 0 || mentions > 0;
}

export function hasUnread({ unread, mentions }: Room): boolean {
  return unread > 0 || mentions > 0;
}

/** Sets how much of a room is heard: at once here, then on every device; taken back when it was refused. */
export function useAttention(room: Room): (level: Attention) => void {
  const textOf = useRefusalText();
  const { room_code, attention: before } = room;
  const setting = useMutation({
    mutationFn: async (attention: Attention) => call(calls.setAttention, { room_code, attention }),
    onMutate: (attention) => showRoom(room_code, { attention }),
    onError: (error) => {
      showRoom(room_code, { attention: before });
      complain(textOf(error));
    },
  });
  return (level) => setting.mutate(level);
}

/** Marks as read, at once, and offers the way back. */
export function useMarkRead(): { one(room: Room): void; all(rooms: readonly Room[]): void } {
  const words = useAttentionText();
  const textOf = useRefusalText();
  const refused = (error: unknown) => {
    void queries.invalidateQueries({ queryKey: ['rooms'] });
    complain(textOf(error));
  };
  const mark = (rooms: readonly Room[], act: () => Promise<unknown>, said: string) => {
    for (const { room_code: code, seq, last_no: no } of rooms) readTo(code, { id: seq, no });
    act().then(() => say(said, () => void readAsBefore(rooms).catch(refused)), refused);
  };
  return {
    one: (room) =>
      mark([room], async () => call(markRead, { room_code: room.room_code, id: room.seq }), words.markedRead),
    all: (rooms) => mark(rooms.filter(hasUnread), async () => call(calls.markAllRead, {}), words.allMarkedRead),
  };
}

/** As far as it was read before. */
async function readAsBefore(rooms: readonly Room[]): Promise<void> {
  for (const { room_code, read } of rooms) {
    await call(markRead, { room_code, id: read.id, unread: 1 });
    // Going back asks for the mentions anew, which the server must know by then.
    readTo(room_code, read);
  }
}
