import { useState } from 'react';
import { MoreOnSight } from '../kernel/ui/more-on-sight.tsx';
import { Page } from '../kernel/ui/page.tsx';
import { Segments } from '../kernel/ui/segments.tsx';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { useMessageText } from './message-text.ts';
import { ThreadRow } from './thread-row.tsx';
import { useThreads } from './threads.ts';

const SHOWN = ['all', 'unread'] as const;

/** The threads that whoever is signed in follows, the one with the newest reply first. */
export function ThreadsPage() {
  const words = useMessageText();
  const [shown, show] = useState<(typeof SHOWN)[number]>('all');
  const labels = { all: words.allThreads, unread: words.unreadThreads };
  return (
    <Page
      title={words.threads}
      back="/chats"
      actions={
        <Segments
          label={words.threads}
          value={shown}
          choices={SHOWN.map((value) => ({ value, label: labels[value] }))}
          onChoose={(next) => show(next)}
        />
      }
    >
      <List key={shown} unread={shown === 'unread'} />
    </Page>
  );
}

function List({ unread }: { unread: boolean }) {
  const words = useMessageText();
  const threads = useThreads(unread);
  if (threads.data === undefined) {
    return threads.isError ? (
      <Failed error={threads.error} onRetry={() => void threads.refetch()} />
    ) : (
      <Waiting lines={8} />
    );
  }
  const all = threads.data.pages.flatMap((page) => page.threads);
  if (all.length === 0) {
    return unread ? (
      <Empty title={words.noUnreadThreads} hint={words.noUnreadThreadsHint} />
    ) : (
      <Empty title={words.noThreads} hint={words.noThreadsHint} />
    );
  }
  return (
    <>
      <ul aria-label={words.threads} className="-mx-3">
        {all.map((thread) => (
          <ThreadRow key={`${thread.room_code} ${thread.root.seq}`} thread={thread} />
        ))}
      </ul>
      {threads.hasNextPage && (
        <MoreOnSight busy={threads.isFetchingNextPage} onMore={() => void threads.fetchNextPage()} />
      )}
    </>
  );
}
