import { useEffect, useState } from 'react';
import { live } from '../kernel/live.ts';
import { nicknameIfKnown } from './members.ts';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';

/** Reads new messages of others out to who listens, politely: the log itself is drawn and taken away as it is scrolled. */
export function Spoken() {
  const words = useChatText();
  const { code, me } = useRoomContext();
  const [spoken, setSpoken] = useState('');
  // What comes by the socket is news once, not a state that could be read elsewhere.
  useEffect(
    () =>
      live.on('entries', (room, entries) => {
        if (room !== code) return;
        const lines = entries
          .filter((entry) => entry.kind === 'message')
          .filter(({ user, thread, deleted }) => user !== me && thread === undefined && deleted !== true)
          .map(({ user, text }) => `${nicknameIfKnown(code, user)}: ${text || words.fileOnly}`);
        if (lines.length > 0) setSpoken(lines.slice(-3).join('\n'));
      }),
    [code, me, words],
  );
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {spoken}
    </p>
  );
}
