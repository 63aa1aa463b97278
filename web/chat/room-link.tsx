import { AtSign, BellOff } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useSignedIn } from '../accounts/me.ts';
import { useTimes } from '../kernel/text/times.ts';
import { Avatar } from '../kernel/ui/avatar.tsx';
import { classes } from '../kernel/ui/classes.ts';
import { standsOut } from './attention.ts';
import { useAttentionText } from './attention-text.ts';
import { draftPlace } from './draft-place.ts';
import { useDraft } from './drafts.ts';
import { useNicknameIfKnown } from './members.ts';
import { WithPresence } from './presence-dot.tsx';
import { addressOf, type Room, titleOf } from './rooms.ts';
import { useChatText } from './text.ts';

/** One room in the list: its name, what was said last and when, what is unread. Only the one in which something happened is drawn anew. */
export const RoomLink = memo(function RoomLink({ room }: { room: Room }) {
  const attention = useAttentionText();
  const times = useTimes();
  const [location] = useLocation();
  const address = addressOf(room);
  const here = location === address || location.startsWith(`${address}/`);
  // Beside the discussion of a course its other pages are open: what is said there is not read by it.
  const reads = location === address;
  const bold = standsOut(room) && !reads;
  return (
    <Link
      href={address}
      aria-current={here ? 'page' : undefined}
      className={classes(
        'flex min-h-14 items-center gap-3 rounded-box px-3 py-1.5',
        here ? 'bg-chosen' : 'hover:bg-hover',
      )}
    >
      {room.other !== undefined && (
        <WithPresence username={room.other.username}>
          <Avatar name={room.other.nickname} picture={room.other.picture} />
        </WithPresence>
      )}
      <span className="min-w-0 grow">
        <span className="flex items-baseline gap-2">
          <span className={classes('min-w-0 grow truncate', bold && 'font-bold')}>{titleOf(room)}</span>
          {room.attention === 'muted' && (
            <BellOff size={14} role="img" aria-label={attention.muted} className="shrink-0 self-center text-quiet" />
          )}
          {room.last !== null && (
            <time
              dateTime={new Date(room.last.ts).toISOString()}
              title={times.exact(room.last.ts)}
              className="shrink-0 text-small text-quiet"
            >
              {times.short(room.last.ts)}
            </time>
          )}
        </span>
        <span className="flex items-center gap-2 text-small text-quiet">
          <span className="min-w-0 grow truncate">
            <Draft room={room} hidden={reads}>
              <LastLine room={room} />
            </Draft>
          </span>
          {!reads && <Counts room={room} />}
        </span>
      </span>
    </Link>
  );
});

/** What is unread, and how much of it mentions the reader. What does not stand out is a number without its colour. */
export function Counts({ room }: { room: Room }) {
  const words = useChatText();
  const attention = useAttentionText();
  const { unread, mentions } = room;
  return (
    <>
      {mentions > 0 && room.attention !== 'muted' && (
        <span className="inline-flex shrink-0 items-center rounded-round bg-danger px-1.5 font-bold text-page">
          <AtSign size={13} aria-hidden />
          <span aria-hidden>{mentions > 99 ? '99+' : mentions}</span>
          <span className="sr-only">{attention.mentions(mentions)}</span>
        </span>
      )}
      {unread > 0 && (
        <span
          className={classes(
            'shrink-0 rounded-round px-2 font-bold',
            standsOut(room) && (room.attention === 'all' || room.kind === 'direct')
              ? 'bg-accent text-accent-ink'
              : 'bg-hover text-quiet',
          )}
        >
          <span aria-hidden>{unread > 99 ? '99+' : unread}</span>
          <span className="sr-only">{words.unread(unread)}</span>
        </span>
      )}
    </>
  );
}

/** What was begun and not sent is shown in place of what was said last. */
function Draft({ room, hidden, children }: { room: Room; hidden: boolean; children: ReactNode }) {
  const words = useAttentionText();
  const [text] = useDraft(draftPlace(room.room_code));
  if (hidden || text.trim() === '') return children;
  return (
    <>
      <span className="font-bold text-ink">{words.draft}</span> {text.slice(0, LONGEST)}
    </>
  );
}

/** Characters of a draft that a line can show. */
const LONGEST = 200;

function LastLine({ room }: { room: Room }) {
  const words = useChatText();
  const me = useSignedIn().username;
  const known = useNicknameIfKnown(room.room_code, room.last?.sender ?? '');
  if (room.last === null) return room.archived ? words.archivedShort : '';
  const text = room.last.message.trim() === '' ? words.fileOnly : room.last.message;
  if (room.kind === 'direct') return text;
  // The members may have been read before the name was changed, and the last line may have come by the socket, which tells no names.
  const sender = known === room.last.sender ? room.last.nickname : known;
  return `${room.last.sender === me ? words.me : sender}: ${text}`;
}
