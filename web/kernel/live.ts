import { useSyncExternalStore } from 'react';
import type { EntryView, InboxEntryView, RoomCard } from '../../contract/entry.ts';
import type { Said } from '../../contract/said.ts';
import type { LiveOptions } from '../../contract/live-options.ts';
import { createLiveClient } from '../../contract/live-client.ts';

/** What happens, as the socket tells it. */
export type LiveNews = {
  /** All rooms of the user as they are now, at each beginning of a connection; and who is there, and what others may see of the user. */
  welcome: [rooms: readonly RoomCard[], more: Pick<Welcome, 'present' | 'preferences'>];
  /** What comes after `seq` is told, what came before is not. */
  begin: [room: string, seq: number];
  /** In order, each once. */
  entries: [room: string, entries: readonly EntryView[]];
  inbox: [entries: readonly InboxEntryView[]];
  said: [said: Said];
  /** What is known of a room is too old to go on from. */
  resync: [room: string];
};
/** `waiting`: not connected, it comes back by itself. `out`: the session has ended. */
export type LiveState = 'off' | 'waiting' | 'live' | 'out';

type Welcome = Parameters<NonNullable<LiveOptions['onWelcome']>>[0];
type Listeners = { [News in keyof LiveNews]: Set<(...news: LiveNews[News]) => void> };
type Client = ReturnType<typeof createLiveClient>;

const listeners: Listeners = {
  welcome: new Set(),
  begin: new Set(),
  entries: new Set(),
  inbox: new Set(),
  said: new Set(),
  resync: new Set(),
};
const watchers = new Set<() => void>();
let client: Client | undefined;
let state: LiveState = 'off';

/** The one live connection of this page. */
export const live = {
  /** `rooms`: the last seq of what is known of each room; what came after it follows. */
  start(rooms: Iterable<readonly [string, number]>): void {
    client?.close();
    setState('waiting');
    client = createLiveClient({
      open: () => new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`),
      rooms,
      onWelcome: ({ rooms: all, ...more }) => tell('welcome', all, more),
      onBegin: (room, seq) => tell('begin', room, seq),
      onEntries: (room, entries) => tell('entries', room, entries),
      onInbox: (entries) => tell('inbox', entries),
      onSaid: (said) => tell('said', said),
      onResync: (room) => tell('resync', room),
      onState: setState,
    });
  },
  stop(): void {
    client?.close();
    client = undefined;
    setState('off');
  },
  on<News extends keyof LiveNews>(news: News, listener: (...told: LiveNews[News]) => void): () => void {
    listeners[news].add(listener);
    return () => void listeners[news].delete(listener);
  },
  state: (): LiveState => state,
  /** Resolves with the server's answer, over however many connections it takes; never while there is none. */
  async send(message: Parameters<Client['send']>[0]): Promise<Awaited<ReturnType<Client['send']>> | undefined> {
    return client?.send(message);
  },
  read: (room: string, id: number): void => client?.read(room, id),
  typing: (room: string): void => client?.typing(room),
  presence: (here: 'online' | 'away'): void => client?.presence(here),
};

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (changed) => {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
    () => state,
  );
}

// The browser knows of a lost network long before a silent connection is given up.
addEventListener('offline', () => client?.networkLost());
addEventListener('online', () => client?.networkBack());

function setState(next: LiveState): void {
  state = next;
  for (const watcher of watchers) watcher();
}

function tell<News extends keyof LiveNews>(news: News, ...told: LiveNews[News]): void {
  for (const listener of listeners[news]) listener(...told);
}
