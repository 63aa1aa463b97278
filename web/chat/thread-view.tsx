import { useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useSignedIn } from '../accounts/me.ts';
import type { EntryView } from '../../contract/entry.ts';
import { usePickedFiles } from '../files/picked.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { complain } from '../kernel/ui/toasts.tsx';
import { Composer } from './composer.tsx';
import { LatestPill } from './latest-pill.tsx';
import { isTogether } from './log-rows.ts';
import { useMemberKeys, useMemberNames } from './members.ts';
import { MessageHistory } from './message-history.tsx';
import { numberIn, useJump } from './message-link.ts';
import { MessageMenu, type MenuOf } from './message-menu.tsx';
import { MessageRow, WaitingRow } from './message-row.tsx';
import { useMessageText } from './message-text.ts';
import type { MessageEntry } from './log-rows.ts';
import { useOutbox } from './outbox.ts';
import { PersonCard, type PersonOf } from './person-card.tsx';
import { PostRow } from './post-row.tsx';
import { usePowers } from './powers.ts';
import { type RoomContext, RoomContextProvider } from './room-context.ts';
import { addressOf, type Room } from './rooms.ts';
import { useBeginWriting, useThreadEnd } from './thread-end.ts';
import { loadEarlierReplies, readReplies, setFollowing, type Thread, useReachedReply, useThread } from './threads.ts';

type Props = {
  room: Room;
  root: number;
  assistants?: readonly string[];
  /** Without what it is about: that stands above it. */
  bare?: boolean;
};
const NOBODY: readonly string[] = [];

/** A thread: what it is about, its replies, and where the next is written. */
export function ThreadView(props: Props) {
  const words = useMessageText();
  const { room_code: code } = props.room;
  const thread = useThread(code, props.root);
  const marked = numberIn(useSearch(), 'message');
  const reached = useReachedReply(code, props.root, thread.data, marked);
  if (thread.data === null) return <Empty title={words.threadGone} />;
  if (thread.data === undefined)
    return thread.isError ? <Failed error={thread.error} onRetry={() => void thread.refetch()} /> : <Waiting />;
  if (!reached) return <Waiting />;
  return <Inside key={marked} {...props} thread={thread.data} marked={marked} />;
}

function Inside({
  room,
  root,
  assistants = NOBODY,
  bare = false,
  thread,
  marked,
}: Props & { thread: Thread; marked: number | undefined }) {
  const [, go] = useLocation();
  const code = room.room_code;
  const me = useSignedIn().username;
  const members = useMemberNames(code);
  const memberKeys = useMemberKeys(members);
  const picked = usePickedFiles(`thread:${code}:${root}`);
  const outbox = useOutbox(code, root);
  const [menu, openMenu] = useState<MenuOf>();
  const [person, openPerson] = useState<PersonOf>();
  const [history, openHistory] = useState<MessageEntry>();
  const [editing, edit] = useState<number>();
  const jump = useJump(room);
  const staff = useMemo(() => new Set(assistants), [assistants]);
  const powers = usePowers(room, staff);
  const context: RoomContext = useMemo(
    () => ({
      ...{
        code,
        kind: room.kind,
        me,
        members,
        memberKeys,
        assistants: staff,
        powers,
        editing,
        marked,
        inThread: true,
        ahead: false,
      },
      ...{ edit, openHistory },
      openPerson: (username, beside) => openPerson({ username, beside }),
      openMenu: (entry, beside) => openMenu({ entry, beside }),
      openPost: ({ id }) => go(`${addressOf(room)}?post=${id}`),
      openThread: () => undefined,
      jumpTo: jump,
      askDate: () => undefined,
    }),
    [code, room, me, members, memberKeys, staff, powers, editing, marked, go, jump],
  );
  const replies = thread.entries.filter((entry) => entry.kind === 'message').filter(({ deleted }) => deleted !== true);
  const known = new Set(replies.map(({ client_id }) => client_id));
  const waiting = outbox.filter(({ clientId }) => !known.has(clientId));
  const list = useRef<HTMLDivElement>(null);
  const last = replies.at(-1)?.seq ?? 0;
  const end = `${last} ${waiting.length}`;

  const { atEnd, seen, look, toEnd } = useThreadEnd(list, {
    ...{ end, written: waiting.length, seq: last },
    read: thread.following ? thread.read : last,
  });
  const unseen = replies.filter(({ seq, user }) => seq > seen && user !== me).length;
  const panel = useRef<HTMLDivElement>(null);
  useBeginWriting(panel);

  // What is shown while somebody looks is read.
  useEffect(() => {
    if (thread.following && atEnd && last > thread.read && !document.hidden) readReplies(code, root, last);
  }, [code, root, thread.following, thread.read, atEnd, last]);

  return (
    <RoomContextProvider value={context}>
      <div ref={panel} className={bare ? 'flex flex-col gap-3' : 'relative flex min-h-0 grow flex-col'}>
        <div ref={list} onScroll={look} className={bare ? '' : 'min-h-0 grow overflow-y-auto px-5 pb-3'}>
          {!bare && <Root entry={thread.root} />}
          <RepliesHead code={code} root={root} thread={thread} />
          {replies.map((entry, at) => (
            <MessageRow key={entry.seq} entry={entry} joined={isBelow(replies[at - 1], entry)} />
          ))}
          {waiting.map((message) => (
            <WaitingRow key={message.clientId} message={message} joined={false} />
          ))}
        </div>
        {!atEnd && <LatestPill unseen={unseen} onPress={toEnd} />}
        {powers.write && (
          // Where it has no edges of its own, the field is as wide as what is above it.
          <div className={bare ? '-mx-2 sm:-mx-6' : 'contents'}>
            <Composer
              code={code}
              name={room.room_name}
              picked={picked}
              thread={root}
              onEditLast={() => edit(replies.findLast(({ user }) => user === me)?.seq)}
            />
          </div>
        )}
      </div>
      <MessageMenu of={menu} onClose={() => openMenu(undefined)} />
      <MessageHistory code={code} of={history} onClose={() => openHistory(undefined)} />
      <PersonCard of={person} onClose={() => openPerson(undefined)} />
    </RoomContextProvider>
  );
}

function Root({ entry }: { entry: EntryView }) {
  if (entry.kind === 'message') return <MessageRow entry={entry} joined={false} />;
  return entry.kind === 'post' ? <PostRow entry={entry} now={entry} /> : null;
}

function RepliesHead({ code, root, thread }: { code: string; root: number; thread: Thread }) {
  const words = useMessageText();
  const textOf = useRefusalText();
  const refused = (error: unknown) => complain(textOf(error));
  const count = 'replies' in thread.root ? (thread.root.replies?.count ?? 0) : 0;
  const { following, whole } = thread;
  return (
    <>
      <div className="mt-3 flex items-center gap-3 border-b border-line text-small text-quiet">
        <span className="grow">{words.repliesOf(count)}</span>
        <button
          type="button"
          aria-pressed={following}
          title={following ? words.unfollowHint : words.followHint}
          onClick={() => void setFollowing(code, root, !following).catch(refused)}
          className="min-h-9 rounded-box px-2 hover:bg-hover pointer-coarse:min-h-11"
        >
          {following ? words.unfollow : words.follow}
        </button>
      </div>
      {!whole && (
        <Button look="quiet" className="mt-2" onClick={() => void loadEarlierReplies(code, root).catch(refused)}>
          {words.earlierReplies}
        </Button>
      )}
    </>
  );
}

function isBelow(before: MessageEntry | undefined, entry: MessageEntry): boolean {
  return before !== undefined && isTogether(before, entry);
}
