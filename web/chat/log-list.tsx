import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useWords } from '../kernel/text/words.ts';
import { Button } from '../kernel/ui/button.tsx';
import { loadNewer, loadOlder } from './log.ts';
import { LatestPill } from './latest-pill.tsx';
import type { LogRow, LogRows } from './log-rows.ts';
import { DayButton, DayLine } from './day-line.tsx';
import { NewLine } from './lines.tsx';
import { MessageRow, WaitingRow } from './message-row.tsx';
import type { Waiting } from './outbox.ts';
import { keepPlace, type Place } from './place.ts';
import { PostRow } from './post-row.tsx';
import { SystemRow } from './system-row.tsx';
import { beginAt } from './begin-at.ts';
import { useChatText } from './text.ts';
import { usePages } from './pages.ts';

type WaitingItem = { kind: 'waiting'; key: string; message: Waiting; joined: boolean };
export type Item = LogRow | WaitingItem;

/** Px from the end within which somebody is at the end. */
const AT_END = 60;
/** Px below the last row. */
const AIR = 12;
/** Px from the top within which the first line is in sight. */
const TOP = 80;
/** Px of a row that must be in sight for it to be seen. */
const IN_SIGHT = 24;

/**
 * A room's log, of which only what is in sight is drawn. At its end it follows what comes; elsewhere it holds still. `begin`:
 * where to be at first; without one at the end. `onSeen`: the last entry in sight.
 */
export function LogList({
  code,
  label,
  log,
  waiting,
  whole,
  ahead,
  begin,
  newFrom,
  unseen,
  onSeen,
  onLatest,
}: {
  code: string;
  label: string;
  log: LogRows;
  waiting: readonly WaitingItem[];
  whole: boolean;
  /** Lines are missing after the last of these. */
  ahead: boolean;
  begin: Place | undefined;
  newFrom: number | undefined;
  /** How many messages of others came after what was seen. */
  unseen: number;
  onSeen(seq: number): void;
  /** Leaves a log that is far from its end for the newest of the room. */
  onLatest(): void;
}) {
  const list = useRef<VirtualizerHandle>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const follows = useRef(begin === undefined);
  const last = useRef({ offset: 0, size: 0 });
  const [atEnd, setAtEnd] = useState(begin === undefined);
  /** When the first row in sight was, to within its day. */
  const [topDay, setTopDay] = useState<number>();
  const { rows, prepended } = log;
  const items: readonly Item[] = waiting.length === 0 ? rows : [...rows, ...waiting];
  const older = usePages(whole, () => loadOlder(code));
  const newer = usePages(!ahead, () => loadNewer(code));

  function toEnd(): void {
    if (ahead) return onLatest();
    follows.current = true;
    list.current?.scrollToIndex(items.length - 1, { align: 'end', offset: AIR });
  }

  function look(): void {
    const view = list.current;
    if (view === null || view.viewportSize === 0) return;
    const { scrollOffset, scrollSize, viewportSize } = view;
    const near = scrollSize - viewportSize - scrollOffset < AT_END;
    // Rows grow when they are measured and when mathematics comes: the end moves away, but nobody turned from it. Who goes up does,
    // unless the list above only became shorter.
    const shorter = Math.max(0, last.current.size - scrollSize);
    if (near && !ahead) follows.current = true;
    else if (last.current.offset - scrollOffset > shorter) follows.current = false;
    last.current = { offset: scrollOffset, size: scrollSize };
    setAtEnd(follows.current);
    const top = view.findItemIndex(scrollOffset);
    const seen = items[view.findItemIndex(scrollOffset + viewportSize - IN_SIGHT)] ?? items.at(-1);
    if (seen !== undefined && seen.kind !== 'waiting') onSeen(lastSeq(seen));
    else if (follows.current) onSeen(lastSeq(rows.at(-1)));
    const first = items[top];
    if (first !== undefined && first.kind !== 'waiting') {
      // At the very top the day stands there as a line.
      setTopDay(scrollOffset < TOP ? undefined : new Date(momentOf(first)).setHours(0, 0, 0, 0));
      const place = { seq: first.seq, offset: scrollOffset - view.getItemOffset(top) };
      // Far back one is by a link, not by having read on: whoever comes again begins at the end.
      keepPlace(code, follows.current || ahead ? undefined : place);
    }
    if (scrollOffset < viewportSize) older.load();
    if (scrollSize - viewportSize - scrollOffset < viewportSize) newer.load();
  }

  // The place to begin at is known once the rows are there.
  useLayoutEffect(() => {
    if (begin === undefined) return toEnd();
    const at = rows.findIndex((row) => lastSeq(row) >= begin.seq);
    if (at < 0) return toEnd();
    return beginAt(list, scroller, at, begin.offset);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, on entering
  }, []);

  // Somebody at the end stays there, whatever comes or grows: a message, a picture, the composer, the keyboard of a phone.
  const ends = `${items.length} ${items.at(-1)?.key}`;
  useLayoutEffect(() => {
    if (follows.current) toEnd();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only when the end is another one
  }, [ends]);
  // Whoever writes wants to see it, wherever the reading was.
  const written = waiting.at(-1)?.key;
  const before = useRef(written);
  useLayoutEffect(() => {
    if (written !== undefined && written !== before.current) toEnd();
    before.current = written;
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only when something was written
  }, [written]);
  useEffect(() => {
    const { current: view } = scroller;
    if (view === null) return;
    const sizes = new ResizeObserver(() => {
      if (follows.current) view.scrollTop = view.scrollHeight;
    });
    for (const watched of [view, ...view.children]) sizes.observe(watched);
    return () => sizes.disconnect();
  }, []);

  // What is in sight is seen once somebody looks at the page.
  const looking = useRef(look);
  useEffect(() => {
    looking.current = look;
    look();
  });
  useEffect(() => {
    const again = () => looking.current();
    document.addEventListener('visibilitychange', again);
    return () => document.removeEventListener('visibilitychange', again);
  }, []);

  return (
    <div className="relative min-h-0 grow">
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={label}
        tabIndex={0}
        className="flex h-full flex-col overflow-y-auto overscroll-contain px-4 -outline-offset-2 [overflow-anchor:none] sm:px-6"
      >
        <div className="grow" />
        <Virtualizer ref={list} scrollRef={scroller} data={items} shift={prepended} itemSize={56} onScroll={look}>
          {(item, index) => (
            <ItemRow
              key={item.key}
              item={item}
              isNew={item.kind !== 'waiting' && item.seq === newFrom}
              first={index === 0 && whole}
            />
          )}
        </Virtualizer>
        <div className="h-3 shrink-0" />
      </div>
      <OlderState state={older.state} onRetry={older.load} />
      {!atEnd && topDay !== undefined && (
        <div className="absolute top-2 left-1/2 -translate-x-1/2 text-small text-quiet">
          <DayButton at={topDay} className="border border-line bg-raised px-4" />
        </div>
      )}
      {!atEnd && <LatestPill unseen={unseen} onPress={toEnd} />}
    </div>
  );
}

const ItemRow = memo(function ItemRow({ item, isNew, first }: { item: Item; isNew: boolean; first: boolean }) {
  const words = useChatText();
  return (
    <div className="mx-auto max-w-3xl">
      {first && <p className="pt-6 text-center text-small text-quiet">{words.beginning}</p>}
      {item.kind !== 'waiting' && item.day !== undefined && <DayLine at={item.day} />}
      {isNew && <NewLine />}
      <Content item={item} alone={isNew} />
    </div>
  );
});

function Content({ item, alone }: { item: Item; alone: boolean }) {
  switch (item.kind) {
    case 'message':
      return <MessageRow entry={item.entry} joined={item.joined && !alone} />;
    case 'post':
      return <PostRow entry={item.entry} now={item.now} />;
    case 'system':
      return <SystemRow entries={item.entries} />;
    case 'waiting':
      return <WaitingRow message={item.message} joined={item.joined} />;
  }
}

function OlderState({ state, onRetry }: { state: 'idle' | 'loading' | 'failed'; onRetry(): void }) {
  const words = useChatText();
  const common = useWords();
  if (state === 'idle') return null;
  return (
    <div
      role="status"
      className="absolute top-14 left-1/2 flex -translate-x-1/2 items-center gap-3 rounded-round border border-line bg-raised px-4 py-1 text-small text-quiet"
    >
      {state === 'loading' ? words.loadingOlder : words.olderFailed}
      {state === 'failed' && <Button onClick={onRetry}>{common.retry}</Button>}
    </div>
  );
}

/** Ms since the epoch. */
function momentOf(row: LogRow): number {
  return row.kind === 'system' ? (row.entries[0]?.ts ?? 0) : row.entry.ts;
}

function lastSeq(row: LogRow | undefined): number {
  if (row === undefined) return 0;
  return row.kind === 'system' ? (row.entries.at(-1)?.seq ?? row.seq) : row.seq;
}
