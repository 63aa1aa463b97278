import { Inbox, Search } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useSignedIn } from '../accounts/me.ts';
import { Button } from '../kernel/ui/button.tsx';
import { SearchField } from '../kernel/ui/search-field.tsx';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { hasUnread } from './attention.ts';
import { useAttentionText } from './attention-text.ts';
import { ListLink } from './list-link.tsx';
import { NewChat } from './new-chat.tsx';
import { NewGroup } from './new-group.tsx';
import { RoomLink } from './room-link.tsx';
import { addressOf, type Room, useRooms } from './rooms.ts';
import { ThreadsLink } from './threads-link.tsx';
import { useChatText } from './text.ts';

/** The rooms of whoever is signed in: courses, groups, direct ones. Beside every screen that is wide enough. */
export function RoomList() {
  const words = useChatText();
  const me = useSignedIn().username;
  const rooms = useRooms();
  const [written, setWritten] = useState('');
  const [making, setMaking] = useState(false);
  const [location] = useLocation();
  const shown =
    rooms.data?.filter((room) => (isListed(room, me) || addressOf(room) === location) && fits(room, written)) ?? [];
  const ordered = kindsOf(shown);

  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex items-center gap-1 p-3">
        <div className="min-w-0 grow">
          <SearchField label={words.filter} value={written} onChange={setWritten} />
        </div>
        <NewChat />
      </div>
      <nav aria-label={words.rooms} className="min-h-0 grow overflow-y-auto px-2 pb-4">
        {rooms.data === undefined &&
          (rooms.isError ? <Failed error={rooms.error} onRetry={() => void rooms.refetch()} /> : <Waiting lines={8} />)}
        {rooms.data !== undefined && written.trim() !== '' && shown.length === 0 && (
          <p role="status" className="px-3 py-4 text-quiet">
            {words.noMatch(written.trim())}
          </p>
        )}
        {written.trim() !== '' && (
          <Link
            href={`/search?${new URLSearchParams({ q: written.trim() })}`}
            className="flex min-h-11 items-center gap-2 rounded-box px-3 text-accent hover:bg-hover"
          >
            <Search size={18} aria-hidden className="shrink-0" />
            <span className="truncate">{words.searchFor(written.trim())}</span>
          </Link>
        )}
        {rooms.data !== undefined && written.trim() === '' && (
          <Teaching rooms={rooms.data} onNew={() => setMaking(true)} />
        )}
        {rooms.data !== undefined && written.trim() === '' && rooms.data.length > 0 && (
          <>
            <CatchUp rooms={rooms.data} />
            <ThreadsLink />
          </>
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

/** To all that is unread, at one look. */
function CatchUp({ rooms }: { rooms: readonly Room[] }) {
  const words = useAttentionText();
  const count = rooms.filter((room) => room.attention !== 'muted' && hasUnread(room)).length;
  return <ListLink to="/unread" icon={Inbox} name={words.catchUp} count={count} said={words.catchUpCount(count)} />;
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="pt-2">
      <h2 className="px-3 py-1 text-small text-quiet">{title}</h2>
      <ul>{children}</ul>
    </section>
  );
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

/** A conversation that somebody else has opened and said nothing in is not worth a line. */
function isListed({ kind, last, owner }: Room, me: string): boolean {
  return kind !== 'direct' || last !== null || owner === me;
}

function fits(room: Room, written: string): boolean {
  const sought = written.trim().toLowerCase();
  return [room.room_name, room.kind === 'direct' ? (room.other?.username ?? '') : room.room_code].some((name) =>
    name.toLowerCase().includes(sought),
  );
}
