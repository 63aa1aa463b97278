import { memo } from 'react';
import { Link, useLocation } from 'wouter';
import { useSignedIn } from '../accounts/me.ts';
import { useTimes } from '../kernel/text/times.ts';
import { Avatar } from '../kernel/ui/avatar.tsx';
import { classes } from '../kernel/ui/classes.ts';
import { useNicknameIfKnown } from './members.ts';
import { addressOf, type Room, titleOf } from './rooms.ts';
import { useChatText } from './text.ts';

/** One room in the list: its name, what was said last and when, what is unread. Only the one in which something happened is drawn anew. */
export const RoomLink = memo(function RoomLink({ room }: { room: Room }) {
  const words = useChatText();
  const times = useTimes();
  const [location] = useLocation();
  const address = addressOf(room);
  const here = location === address || location.startsWith(`${address}/`);
  const unread = room.unread > 0 && !here;
  return (
    <Link
      href={address}
      aria-current={here ? 'page' : undefined}
      className={classes(
        'flex min-h-14 items-center gap-3 rounded-box px-3 py-1.5',
        here ? 'bg-chosen' : 'hover:bg-hover',
      )}
    >
      {room.other !== undefined && <Avatar name={room.other.nickname} picture={room.other.picture} />}
      <span className="min-w-0 grow">
        <span className="flex items-baseline gap-2">
          <span className={classes('min-w-0 grow truncate', unread && 'font-bold')}>{titleOf(room)}</span>
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
            <LastLine room={room} />
          </span>
          {unread && (
            <span className="shrink-0 rounded-round bg-accent px-2 font-bold text-accent-ink">
              <span aria-hidden>{room.unread > 99 ? '99+' : room.unread}</span>
              <span className="sr-only">{words.unread(room.unread)}</span>
            </span>
          )}
        </span>
      </span>
    </Link>
  );
});

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
