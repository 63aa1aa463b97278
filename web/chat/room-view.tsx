import { type ReactNode, useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useSignedIn } from '../accounts/me.ts';
import { DropPlace } from '../files/drop-place.tsx';
import { usePickedFiles } from '../files/picked.ts';
import { useTakeFiles } from '../files/take-files.ts';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { useArrived } from './arriving.ts';
import { Composer } from './composer.tsx';
import { DateDialog } from './day-line.tsx';
import { beginLogAnew, useLog, type Log } from './log.ts';
import { LogList } from './log-list.tsx';
import { logRowsOf, type MessageEntry, ownKey } from './log-rows.ts';
import { MessageHistory } from './message-history.tsx';
import { numberIn, useJump } from './message-link.ts';
import { MessageMenu, type MenuOf } from './message-menu.tsx';
import { useMemberKeys, useMemberNames } from './members.ts';
import { useOutbox } from './outbox.ts';
import { PersonCard, type PersonOf } from './person-card.tsx';
import { usePeopleText } from './people-text.ts';
import { PinsBar } from './pins-bar.tsx';
import { keepPlace, placeOf } from './place.ts';
import { ReadOnly } from './read-only.tsx';
import { usePowers } from './powers.ts';
import { useReading } from './reading.ts';
import { type RoomContext, RoomContextProvider } from './room-context.ts';
import { addressOf, type Room, useRoom, useRooms } from './rooms.ts';
import { Spoken } from './spoken.tsx';
import { useChatText } from './text.ts';
import { TypingLine } from './typing.tsx';

type Props = {
  code: string;
  /** Of the course whose room it is, for their badges. */
  assistants?: readonly string[];
  /** Opens the card of a post; without it the card leads to the course's page. */
  onOpenPost?: (post: { id: number; section: string }) => void;
};
const NOBODY: readonly string[] = [];

/** A room's log and what is written into it. */
export function RoomView(props: Props): ReactNode {
  const words = useChatText();
  const rooms = useRooms();
  const room = useRoom(props.code);
  const log = useLog(props.code);
  const search = useSearch();
  const inThread = numberIn(search, 'thread') !== undefined;
  const message = numberIn(search, 'message');
  const sought = inThread ? undefined : message;
  const place = placeOf(props.code)?.seq ?? firstUnread(room);
  const arrived = useArrived(props.code, log.data, { sought, place });
  if (room === undefined && rooms.isSuccess && !rooms.isFetching)
    return <Empty title={words.gone} hint={words.goneHint} />;
  if (room === undefined && rooms.isError) return <Failed error={rooms.error} onRetry={() => void rooms.refetch()} />;
  if (log.data === undefined && log.isError) return <Failed error={log.error} onRetry={() => void log.refetch()} />;
  if (room === undefined || log.data === undefined || !arrived) return <Waiting />;
  return <Inside key={`${props.code} ${sought ?? ''}`} {...props} room={room} log={log.data} sought={sought} />;
}

function firstUnread(room: Room | undefined): number | undefined {
  return room === undefined || room.unread === 0 ? undefined : room.read.id + 1;
}

function Inside({
  code,
  assistants = NOBODY,
  onOpenPost,
  room,
  log,
  sought,
}: Props & { room: Room; log: Log; sought: number | undefined }) {
  const words = useChatText();
  const people = usePeopleText();
  const [, go] = useLocation();
  const me = useSignedIn().username;
  const picked = usePickedFiles(`room:${code}`);
  const takeFiles = useTakeFiles(picked);
  const outbox = useOutbox(code);
  const members = useMemberNames(code);
  const memberKeys = useMemberKeys(members);
  const reading = useReading(room);
  const [menu, openMenu] = useState<MenuOf>();
  const [person, openPerson] = useState<PersonOf>();
  const [entered] = useState(() => ({
    place: sought === undefined ? placeOf(code) : { seq: sought, offset: -120 },
    unreadFrom: newLineOf(log, room, me),
  }));
  const [newFrom, setNewFrom] = useState(entered.unreadFrom);
  const [seen, setSeen] = useState(room.read.id);

  const jump = useJump(room);
  const [dateFrom, askDate] = useState<number>();
  const [editing, edit] = useState<number>();
  const [history, openHistory] = useState<MessageEntry>();
  const staff = useMemo(() => new Set(assistants), [assistants]);
  const powers = usePowers(room, staff);
  const ahead = log.ahead === true;
  const context: RoomContext = useMemo(
    () => ({
      code,
      kind: room.kind,
      me,
      members,
      memberKeys,
      assistants: staff,
      powers,
      editing,
      marked: sought,
      inThread: false,
      ahead,
      edit,
      openHistory,
      jumpTo: jump,
      askDate,
      openThread: (root) => go(`${addressOf(room)}?thread=${root}`),
      openPerson: (username, beside) => openPerson({ username, beside }),
      openMenu: (entry, beside) => openMenu({ entry, beside }),
      openPost: (post) => (onOpenPost === undefined ? go(postAddress(code, post)) : onOpenPost(post)),
    }),
    [code, room, me, members, memberKeys, staff, powers, editing, sought, ahead, onOpenPost, go, jump],
  );

  const rows = logRowsOf(code, me)(log.entries);
  const known = new Set(
    log.entries.slice(-100).map((entry) => (entry.kind === 'message' ? entry.client_id : undefined)),
  );
  const waiting = outbox
    .filter(({ clientId }) => !known.has(clientId))
    .map((message, at) => ({
      kind: 'waiting' as const,
      key: ownKey(message.clientId),
      message,
      joined: at > 0 || isOwn(log, me),
    }));
  const first = newFrom === undefined ? undefined : { seq: newFrom, offset: -48 };
  const closed = room.archived || room.blocked;

  return (
    <RoomContextProvider value={context}>
      <DropPlace onFiles={takeFiles} disabled={closed} className="flex h-full min-h-0 flex-col">
        <PinsBar />
        {rows.rows.length === 0 && waiting.length === 0 ? (
          <div className="min-h-0 grow overflow-y-auto">
            <Empty
              title={room.other === undefined ? words.noMessages : people.firstWord(room.other.nickname)}
              hint={closed ? words.readOnly : room.other === undefined ? words.noMessagesHint : people.onlyYouTwo}
            />
          </div>
        ) : (
          <LogList
            code={code}
            label={words.messages(room.room_name)}
            log={rows}
            waiting={waiting}
            whole={log.whole}
            ahead={ahead}
            begin={entered.place ?? first}
            newFrom={newFrom}
            unseen={countUnseen(log, seen, me)}
            onSeen={(seq) => {
              if (document.hidden) return;
              setSeen((before) => Math.max(before, seq));
              reading.seen(seq);
            }}
            onLatest={() => {
              keepPlace(code, undefined);
              if (sought !== undefined) go(addressOf(room), { replace: true });
              void beginLogAnew(code);
            }}
          />
        )}
        <Spoken />
        <TypingLine />
        {closed ? (
          <ReadOnly room={room} />
        ) : (
          <Composer
            code={code}
            name={room.room_name}
            picked={picked}
            onEditLast={() => edit(lastOwn(log.entries, me))}
          />
        )}
        <MessageMenu
          of={menu}
          onClose={() => openMenu(undefined)}
          onKeepUnread={(seq) => {
            setNewFrom(seq);
            return reading.keepUnread(seq);
          }}
        />
        <MessageHistory code={code} of={history} onClose={() => openHistory(undefined)} />
        <DateDialog from={dateFrom} onClose={() => askDate(undefined)} />
        <PersonCard of={person} onClose={() => openPerson(undefined)} />
      </DropPlace>
    </RoomContextProvider>
  );
}

/** The first message of somebody else that was not read on entering. */
function newLineOf(log: Log, room: Room, me: string): number | undefined {
  if (room.unread === 0) return undefined;
  return log.entries.find(({ kind, seq, user }) => kind === 'message' && seq > room.read.id && user !== me)?.seq;
}

function countUnseen(log: Log, seen: number, me: string): number {
  let count = 0;
  for (let at = log.entries.length - 1; at >= 0; at--) {
    const entry = log.entries[at];
    if (entry === undefined || entry.seq <= seen) break;
    if (entry.kind === 'message' && entry.user !== me) count++;
  }
  return count;
}

/** The last message of one's own that can still be changed. */
function lastOwn(entries: Log['entries'], me: string): number | undefined {
  return entries.findLast((entry) => entry.kind === 'message' && entry.user === me && entry.deleted !== true)?.seq;
}

function isOwn(log: Log, me: string): boolean {
  const last = log.entries.at(-1);
  return last?.kind === 'message' && last.user === me && Date.now() - last.ts < 5 * 60_000;
}

function postAddress(code: string, { id, section }: { id: number; section: string }): string {
  const tab = { announcement: 'announcements', assignment: 'assignments', content: 'content' }[section] ?? section;
  return `/courses/${encodeURIComponent(code)}/${tab}?post=${id}`;
}
