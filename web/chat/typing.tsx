import { useEffect, useState } from 'react';
import { live } from '../kernel/live.ts';
import { nicknameIfKnown } from './members.ts';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';

/** Ms after its last sign somebody writes no more; signs come each second. */
const LASTS = 3_500;
const NAMED = 2;

/** Who is writing right now. Its place is kept, so that nothing moves when somebody begins. */
export function TypingLine() {
  const words = useChatText();
  const writing = useTyping();
  const names = writing.join(words.between);
  return (
    <p className="h-6 shrink-0 truncate px-4 text-small text-quiet sm:px-6" aria-hidden={writing.length === 0}>
      <span className="mx-auto block max-w-3xl truncate">
        {writing.length === 0
          ? ''
          : writing.length > NAMED
            ? words.severalTyping
            : words.typing(names, writing.length > 1)}
      </span>
    </p>
  );
}

function useTyping(): string[] {
  const { code, me } = useRoomContext();
  const [until, setUntil] = useState<ReadonlyMap<string, number>>(new Map());

  // Signs of writing come by the socket and are kept nowhere; they end by themselves or with the message.
  useEffect(() => {
    const change = (name: string, end: number) =>
      setUntil((before) => new Map([...before, [name, end] as const].filter(([, ends]) => ends > Date.now())));
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    const stops = [
      live.on('said', (said) => {
        if (said.what !== 'typing' || said.room_code !== code || said.user === me) return;
        const { user } = said;
        change(user, Date.now() + LASTS);
        clearTimeout(timers.get(user));
        timers.set(
          user,
          setTimeout(() => change(user, 0), LASTS),
        );
      }),
      live.on('entries', (room, entries) => {
        if (room !== code) return;
        for (const { kind, user } of entries) if (kind === 'message' && timers.has(user)) change(user, 0);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      for (const timer of timers.values()) clearTimeout(timer);
    };
  }, [code, me]);

  return [...until.keys()].map((user) => nicknameIfKnown(code, user));
}
