import { useEffect, useRef } from 'react';
import type { EntryView } from '../../contract/entry.ts';
import { markRead } from '../../contract/chat.ts';
import { call } from '../kernel/api.ts';
import { live } from '../kernel/live.ts';
import { queries } from '../kernel/queries.ts';
import type { Log } from './log.ts';
import { readTo, type Room } from './rooms.ts';

/** The server is told at most so often, ms; what is shown here changes at once. */
const EVERY = 1_000;

/** Marks as read what is seen, and lets a message be kept unread: then nothing is marked until the room is entered anew. */
export function useReading(room: Room): { seen(seq: number): void; keepUnread(seq: number): Promise<void> } {
  const code = room.room_code;
  const told = useRef<{ timer: ReturnType<typeof setTimeout> | undefined; seq: number; held: boolean }>({
    timer: undefined,
    seq: 0,
    held: false,
  });

  // What was seen last is told even when the room is left at once.
  useEffect(() => {
    const { current } = told;
    return () => {
      if (current.timer === undefined) return;
      clearTimeout(current.timer);
      live.read(code, current.seq);
    };
  }, [code]);

  function tellSoon(seq: number): void {
    told.current.seq = seq;
    told.current.timer ??= setTimeout(() => {
      told.current.timer = undefined;
      live.read(code, told.current.seq);
    }, EVERY);
  }

  return {
    seen(seq) {
      if (told.current.held || document.hidden || seq <= room.read.id) return;
      readTo(code, { id: seq, no: messagesUpTo(code, seq, room) });
      tellSoon(seq);
    },
    async keepUnread(seq) {
      told.current.held = true;
      clearTimeout(told.current.timer);
      told.current.timer = undefined;
      const { id, no } = await call(markRead, { room_code: code, id: seq - 1, unread: 1 });
      readTo(code, { id, no });
    },
  };
}

/** The `no` of the last message up to an entry. */
function messagesUpTo(code: string, seq: number, room: Room): number {
  const entries: readonly EntryView[] = queries.getQueryData<Log>(['room', code, 'log'])?.entries ?? [];
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at];
    if (entry?.kind === 'message' && entry.seq <= seq) return Math.max(entry.no, room.read.no);
  }
  return room.read.no;
}
