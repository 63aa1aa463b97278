import type { EntryView, InboxEntryView } from './entry.ts';
import type { DownFrame } from './live.ts';

type Frame<Type extends DownFrame['type']> = Extract<DownFrame, { type: Type }>;

/** What of a WebSocket is needed, the browser's and that of `ws` alike. */
export type Wire = {
  readonly readyState: number;
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number }) => void): void;
};

/** `waiting`: not connected, it comes back by itself. `out`: the session has ended, it does not. */
type LiveState = 'waiting' | 'live' | 'out';

export type LiveOptions = {
  /** Opens a socket to `/ws`. */
  open(): Wire;
  token?: string | undefined;
  /** Where an earlier client got to: the last seq of each room, and of the inbox. */
  rooms?: Iterable<readonly [string, number]>;
  inbox?: number | undefined;
  /** A room begins, at its present end: what came before is not told. */
  onBegin?(room: string, seq: number): void;
  onWelcome?(frame: Frame<'welcome'>): void;
  /** In order, each once. */
  onEntries?(room: string, entries: readonly EntryView[]): void;
  onInbox?(entries: readonly InboxEntryView[]): void;
  onSaid?(said: Frame<'said'>['said']): void;
  /** What is known of the room is no good any more: it goes on after the seq of `cursor`. */
  onResync?(room: string, cursor: number): void;
  onState?(state: LiveState): void;
  /** The first pause before coming back, ms; it doubles up to 30 s. */
  firstPause?: number;
  random?(): number;
};

/** A message on its way. */
export type Outgoing = {
  room: string;
  text?: string;
  file_id?: string;
  file_ids?: string[];
  client_id: string;
  /** A reply: seq of the root of its thread. */
  thread?: number;
  clear_draft?: boolean;
};
