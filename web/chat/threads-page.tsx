import { useState } from 'react';
import { Link } from 'wouter';
import { useTimes } from '../kernel/text/times.ts';
import { classes } from '../kernel/ui/classes.ts';
import { MoreOnSight } from '../kernel/ui/more-on-sight.tsx';
import { Page } from '../kernel/ui/page.tsx';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { Switch } from '../kernel/ui/switch.tsx';
import { nicknameIfKnown } from './members.ts';
import { useMessageText } from './message-text.ts';
import { addressOf, type Room, titleOf, useRooms } from './rooms.ts';
import { useChatText } from './text.ts';
import { type Followed, useThreads } from './threads.ts';

/** The threads that whoever is signed in follows, the one with the newest reply first. */
export function ThreadsPage() {
  const words = useMessageText();
  const [unread, setUnread] = useState(false);
  const threads = useThreads(unread);
  const rooms = useRooms();
  const byCode = new Map(rooms.data?.map((room) => [room.room_code, room]));
  return (
    <Page
      title={words.threads}
      back="/chats"
      actions={
        <span className="flex items-center gap-2 text-small text-quiet">
          <span aria-hidden>{words.onlyUnread}</span>
          <Switch label={words.onlyUnread} on={unread} onChange={setUnread} />
        </span>
      }
    >
      {threads.data === undefined || rooms.data === undefined ? (
        threads.isError ? (
          <Failed error={threads.error} onRetry={() => void threads.refetch()} />
        ) : (
          <Waiting lines={8} />
        )
      ) : threads.data.length === 0 ? (
        <Empty title={unread ? words.noUnreadThreads : words.noThreads} hint={words.noThreadsHint} />
      ) : (
        <>
          <ul className="-mx-3">
            {threads.data.map((thread) => {
              const room = byCode.get(thread.room_code);
              return room === undefined ? null : (
                <li key={`${thread.room_code} ${thread.root.seq}`}>
                  <ThreadLink thread={thread} room={room} />
                </li>
              );
            })}
          </ul>
          {threads.hasNextPage && (
            <MoreOnSight busy={threads.isFetchingNextPage} onMore={() => void threads.fetchNextPage()} />
          )}
        </>
      )}
    </Page>
  );
}

function ThreadLink({ thread: { root, unread }, room }: { thread: Followed; room: Room }) {
  const words = useMessageText();
  const times = useTimes();
  const replies = 'replies' in root ? root.replies : undefined;
  return (
    <Link
      href={`${addressOf(room)}?thread=${root.seq}`}
      className="flex min-h-14 flex-col justify-center rounded-box px-3 py-2 hover:bg-hover"
    >
      <span className="flex items-baseline gap-2 text-small text-quiet">
        <span className="min-w-0 grow truncate">{titleOf(room)}</span>
        {replies !== undefined && (
          <time dateTime={new Date(replies.last_ts).toISOString()} title={times.exact(replies.last_ts)}>
            {times.short(replies.last_ts)}
          </time>
        )}
      </span>
      <span className={classes('truncate', unread > 0 && 'font-bold')}>
        <RootLine thread={root} code={room.room_code} />
      </span>
      <span className="flex items-center gap-2 text-small text-quiet">
        <span className="grow">{words.repliesOf(replies?.count ?? 0)}</span>
        {unread > 0 && (
          <span className="rounded-round bg-accent px-2 font-bold text-accent-ink">{words.newReplies(unread)}</span>
        )}
      </span>
    </Link>
  );
}

/** What a thread is about, in a line. */
function RootLine({ thread, code }: { thread: Followed['root']; code: string }) {
  const words = useChatText();
  const message = useMessageText();
  if (thread.kind === 'post') return thread.post.deleted ? words.postDeleted : thread.post.title;
  if (thread.kind !== 'message') return '';
  if (thread.deleted === true) return message.wasDeleted;
  const text = thread.text.trim() === '' ? words.fileOnly : thread.text;
  return `${nicknameIfKnown(code, thread.user)}: ${text}`;
}
