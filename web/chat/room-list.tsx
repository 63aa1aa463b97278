import { Plus } from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useSignedIn } from '../accounts/me.ts';
import { useTimes } from '../kernel/text/times.ts';
import { Button, IconButton } from '../kernel/ui/button.tsx';
import { classes } from '../kernel/ui/classes.ts';
import { SearchField } from '../kernel/ui/search-field.tsx';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { useNicknameIfKnown } from './members.ts';
import { NewGroup } from './new-group.tsx';
import { addressOf, type Room, titleOf, useRooms } from './rooms.ts';
import { useChatText } from './text.ts';

/** The rooms of whoever is signed in: courses, groups, direct ones. Beside every screen that is wide enough. */
export function RoomList() {
  const words = useChatText();
  const rooms = useRooms();
  const [written, setWritten] = useState('');
  const [making, setMaking] = useState(false);
  const shown = rooms.data?.filter((room) => fits(room, written)) ?? [];
  const ordered = kindsOf(shown);

  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex items-center gap-1 p-3">
        <div className="min-w-0 grow">
          <SearchField label={words.filter} value={written} onChange={setWritten} />
        </div>
        <IconButton label={words.newGroup} onClick={() => setMaking(true)}>
          <Plus size={20} aria-hidden />
        </IconButton>
      </div>
      <nav aria-label={words.rooms} className="min-h-0 grow overflow-y-auto px-2 pb-4">
        {rooms.data === undefined &&
          (rooms.isError ? <Failed error={rooms.error} onRetry={() => void rooms.refetch()} /> : <Waiting lines={8} />)}
        {rooms.data !== undefined && written.trim() !== '' && shown.length === 0 && (
          <p role="status" className="px-3 py-4 text-quiet">
            {words.noMatch(written.trim())}
          </p>
        )}
        {rooms.data !== undefined && written.trim() === '' && (
          <Teaching rooms={rooms.data} onNew={() => setMaking(true)} />
        )}
        {ordered.map(({ kind, rooms: some }) => (
          <Section key={kind} title={{ course: words.myCourses, group: words.groups, direct: words.directs }[kind]}>
            {some.map((room) => (
              <li key={room.room_code}>
                <RoomLink room={room} />
              </li>
            ))}
          </Section>
        ))}
      </nav>
      <NewGroup open={making} onClose={() => setMaking(false)} />
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="pt-2">
      <h2 className="px-3 py-1 text-small text-quiet">{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

/** Of all rooms only the one in which something happened is drawn anew. */
const RoomLink = memo(function RoomLink({ room }: { room: Room }) {
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
        'flex min-h-14 flex-col justify-center rounded-box px-3 py-1.5',
        here ? 'bg-chosen' : 'hover:bg-hover',
      )}
    >
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

/** What could be here and is not yet. */
function Teaching({ rooms, onNew }: { rooms: readonly Room[]; onNew(): void }) {
  const words = useChatText();
  const [, go] = useLocation();
  if (rooms.length > 0) return null;
  return (
    <Empty title={words.noGroups} hint={words.emptyHint}>
      <Button onClick={() => go('/courses')}>{words.browseCourses}</Button>
      <Button onClick={onNew}>{words.newGroup}</Button>
    </Empty>
  );
}

function kindsOf(rooms: readonly Room[]): { kind: Room['kind']; rooms: readonly Room[] }[] {
  return (['course', 'group', 'direct'] as const)
    .map((kind) => ({ kind, rooms: rooms.filter((room) => room.kind === kind) }))
    .filter(({ rooms: some }) => some.length > 0);
}

function fits(room: Room, written: string): boolean {
  const sought = written.trim().toLowerCase();
  return room.room_name.toLowerCase().includes(sought) || room.room_code.toLowerCase().includes(sought);
}
