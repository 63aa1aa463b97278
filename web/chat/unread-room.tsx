import { Check } from 'lucide-react';
import { Link } from 'wouter';
import { useTimes } from '../kernel/text/times.ts';
import { Avatar } from '../kernel/ui/avatar.tsx';
import { IconButton } from '../kernel/ui/button.tsx';
import { useAttentionText } from './attention-text.ts';
import { Counts } from './room-link.tsx';
import { addressOf, titleOf } from './rooms.ts';
import { useChatText } from './text.ts';
import type { UnreadRoom, Writer } from './unread.ts';

/** One room with its first unread messages; it leads to where they begin. */
export function UnreadRoomCard({
  unread: { room, messages },
  people,
  onRead,
}: {
  unread: UnreadRoom;
  people: ReadonlyMap<string, Writer>;
  onRead(): void;
}) {
  const words = useAttentionText();
  const name = titleOf(room);
  return (
    <section aria-label={name} className="mb-4 rounded-box border border-line">
      <header className="flex items-center gap-2 border-b border-line pr-1 pl-4">
        <h3 className="min-w-0 grow">
          <Link href={addressOf(room)} className="flex min-h-11 items-center gap-2 font-bold hover:underline">
            <span className="truncate">{name}</span>
            <span className="flex shrink-0 items-center gap-2 text-small">
              <Counts room={room} />
            </span>
          </Link>
        </h3>
        <IconButton label={words.markRoomRead(name)} onClick={onRead}>
          <Check size={18} aria-hidden />
        </IconButton>
      </header>
      <ul className="flex flex-col px-1 py-1">
        {messages.map((entry) => (
          <li key={entry.seq}>
            {entry.kind === 'message' && (
              <Link
                href={`${addressOf(room)}?message=${entry.seq}`}
                className="flex gap-3 rounded-box px-3 py-1.5 hover:bg-hover"
              >
                <Line entry={entry} writer={people.get(entry.user)} />
              </Link>
            )}
          </li>
        ))}
      </ul>
      {messages.length === 0 && <p className="px-4 py-2 text-quiet">{words.inThreads}</p>}
      {room.unread > messages.length && (
        <Link
          href={addressOf(room)}
          className="flex min-h-9 items-center px-4 pb-1 text-small text-accent hover:underline pointer-coarse:min-h-11"
        >
          {words.more(room.unread - messages.length)}
        </Link>
      )}
    </section>
  );
}

function Line({
  entry: { user, text, ts },
  writer,
}: {
  entry: Extract<UnreadRoom['messages'][number], { kind: 'message' }>;
  writer: Writer | undefined;
}) {
  const { fileOnly } = useChatText();
  const times = useTimes();
  const name = writer?.nickname || user;
  return (
    <>
      <Avatar name={name} picture={writer?.picture} size="small" />
      <span className="min-w-0 grow">
        <span className="flex items-baseline gap-2 text-small text-quiet">
          <span title={`@${user}`} className="truncate font-bold text-ink">
            {name}
          </span>
          <time dateTime={new Date(ts).toISOString()} title={times.exact(ts)} className="ml-auto shrink-0">
            {times.moment(ts)}
          </time>
        </span>
        <span className="line-clamp-2 wrap-anywhere">{text.trim() === '' ? fileOnly : text}</span>
      </span>
    </>
  );
}
