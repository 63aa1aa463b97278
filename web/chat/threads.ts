import { useEffect, useState } from 'react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { EntryView, InboxEntryView } from '../../contract/entry.ts';
import * as calls from '../../contract/threads.ts';
import { call, Refusal } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';
import { isReplyTo, withNews } from './log-lines.ts';

/** A thread as it is known here: its root, and its replies up to the last. */
export type Thread = {
  root: EntryView;
  entries: readonly EntryView[];
  following: boolean;
  read: number;
  /** Nothing came before the first of the replies. */
  whole: boolean;
};

/** A thread that is followed, as the list of them shows it. */
export type FollowedThread = Static<typeof calls.getThreads.answer>['threads'][number];

const PAGE = 50;
const threadKey = (code: string, root: number) => ['room', code, 'thread', root] as const;
const THREADS = ['threads'] as const;

/** `null`: it is not there. */
export function useThread(code: string, root: number) {
  return useQuery({ queryKey: threadKey(code, root), queryFn: async () => readThread(code, root) });
}

async function readThread(code: string, id: number): Promise<Thread | null> {
  try {
    const { root, entries, following, read } = await call(calls.getThread, { room_code: code, id, limit: PAGE });
    return { root, entries, following, read, whole: entries.length < PAGE };
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.code === 'thread_not_found') return null;
    throw refusal;
  }
}

/** Adds the replies before those that are there. */
export async function loadEarlierReplies(code: string, id: number): Promise<void> {
  const before = queries.getQueryData<Thread>(threadKey(code, id))?.entries[0]?.seq;
  if (before === undefined) return;
  const { entries } = await call(calls.getThread, { room_code: code, id, limit: PAGE, before });
  change(code, id, (thread) =>
    thread.entries[0]?.seq === before
      ? { ...thread, entries: [...entries, ...thread.entries], whole: entries.length < PAGE }
      : thread,
  );
}

/** Loads earlier replies until the one that is sought is there. Answers whether all is done that will be. */
export function useReachedReply(
  code: string,
  root: number,
  thread: Thread | null | undefined,
  sought: number | undefined,
): boolean {
  const [gaveUp, setGaveUp] = useState(false);
  const reached = gaveUp || thread === undefined || thread === null || reaches(thread, root, sought);
  // Each page that has come asks for the one before it.
  useEffect(() => {
    if (thread === undefined || thread === null || reached) return;
    loadEarlierReplies(code, root).catch(() => setGaveUp(true));
  }, [code, root, thread, reached]);
  return reached;
}

function reaches({ whole, entries: [first] }: Thread, root: number, sought: number | undefined): boolean {
  return whole || first === undefined || sought === undefined || sought <= root || first.seq <= sought;
}

/** A page of the threads that whoever is signed in follows, the one with the newest reply first. */
export function useThreads(unread: boolean) {
  return useInfiniteQuery({
    queryKey: [...THREADS, unread ? 'unread' : 'all'],
    queryFn: ({ pageParam }) =>
      call(calls.getThreads, {
        limit: PAGE,
        ...(unread && { unread: 1 }),
        ...(pageParam !== 0 && { before: pageParam }),
      }),
    initialPageParam: 0,
    getNextPageParam: ({ threads }) => (threads.length < PAGE ? undefined : lastReplyOf(threads.at(-1))),
    staleTime: 0,
  });
}

/** Those that nobody has replied to are the last of all: nothing comes after them. */
function lastReplyOf(thread: FollowedThread | undefined): number | undefined {
  return thread !== undefined && 'replies' in thread.root ? thread.root.replies?.last_ts : undefined;
}

/** How many of them have replies that were not read. */
export function useUnreadThreads(): number {
  const { data } = useQuery({
    queryKey: [...THREADS, 'count'],
    queryFn: async () => (await call(calls.getThreads, { limit: 1, unread: 1 })).unread,
  });
  return data ?? 0;
}

export async function setFollowing(code: string, id: number, on: boolean): Promise<void> {
  await call(calls.followThread, { room_code: code, id, action: on ? 'add' : 'remove' });
  change(code, id, (thread) => ({ ...thread, following: on }));
}

/** Shown at once; the server tells the other devices. What does not arrive is told with the next reply that is read. */
export function readReplies(code: string, id: number, read: number): void {
  change(code, id, (thread) => ({ ...thread, read }));
  call(calls.markThreadRead, { room_code: code, id, read }).then(threadsChanged, () => undefined);
}

/** What happened in a room goes into its threads that are known here. `me`: whoever is signed in. */
export function advanceThreads(code: string, news: readonly EntryView[], me: string): void {
  for (const [[, , part, root], thread] of queries.getQueriesData<Thread>({ queryKey: ['room', code] })) {
    if (part !== 'thread' || typeof root !== 'number' || !thread) continue;
    const [first] = withNews([withNewestCard(thread.root, news)], news, () => false);
    const entries = withNews(thread.entries, news, isReplyTo(root));
    if (!thread.following && news.some((entry) => isReplyTo(root)(entry) && makesFollow(entry, thread, me)))
      void askFollowing(code, root);
    if (first !== thread.root || entries !== thread.entries)
      change(code, root, (known) => ({ ...known, root: first ?? known.root, entries }));
  }
  if (news.some((entry) => entry.kind === 'message' && entry.thread !== undefined)) threadsChangedSoon();
}

/** Who writes in a thread, began it or is mentioned in it follows it from then on. */
function makesFollow(entry: EntryView, { root }: Thread, me: string): boolean {
  if (entry.user === me || root.user === me) return true;
  return entry.kind === 'message' && (entry.mentions_all === true || entry.mentions?.includes(me) === true);
}

/** Whether it is so the server knows, and says so only when asked. */
async function askFollowing(code: string, id: number): Promise<void> {
  try {
    const { following, read } = await call(calls.getThread, { room_code: code, id, limit: 1 });
    change(code, id, (thread) => ({ ...thread, following, read: Math.max(thread.read, read) }));
  } catch {
    // It is asked again with the next reply, or when the thread is opened the next time.
  }
}

/** The root of a post's thread shows the post as its newest card tells it. */
function withNewestCard(root: EntryView, news: readonly EntryView[]): EntryView {
  const card = news.findLast((entry) => entry.kind === 'post' && entry.thread === root.seq);
  return root.kind === 'post' && card?.kind === 'post' ? { ...root, post: card.post } : root;
}

/** While there was no connection anything may have been said. */
export function threadsMissed(): void {
  threadsChanged();
  void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[2] === 'thread' });
}

export function followThreads(entries: readonly InboxEntryView[]): void {
  for (const entry of entries) {
    if (entry.kind !== 'thread') continue;
    const { following, read } = entry;
    change(entry.room_code, entry.thread, (thread) => ({ ...thread, following, read: Math.max(thread.read, read) }));
    threadsChanged();
  }
}

/** Ms within which all who are in a room ask what a reply means for them: a thousand would else ask in one moment. */
const WITHIN = 5_000;
let soon: ReturnType<typeof setTimeout> | undefined;

function threadsChangedSoon(): void {
  soon ??= setTimeout(threadsChanged, Math.random() * WITHIN);
}

function threadsChanged(): void {
  clearTimeout(soon);
  soon = undefined;
  void queries.invalidateQueries({ queryKey: THREADS });
}

function change(code: string, root: number, next: (thread: Thread) => Thread): void {
  queries.setQueryData<Thread | null>(threadKey(code, root), (thread) => thread && next(thread));
}
