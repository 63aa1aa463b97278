import { useSyncExternalStore } from 'react';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { kept } from '../kernel/kept.ts';
import { belongs } from '../kernel/leaving.ts';
import { live } from '../kernel/live.ts';

const waiting = Type.Object({
  clientId: Type.String(),
  room: Type.String(),
  text: Type.String(),
  fileIds: Type.Array(Type.String()),
  at: Type.Integer(),
  /** A reply: seq of the root of its thread. */
  thread: Type.Optional(Type.Integer()),
  /** Why the server refused it; it waits for its writer then. */
  refused: Type.Optional(Type.String()),
});
/** A message that its writer has sent and the server has not kept yet. */
export type Waiting = Static<typeof waiting>;

let outbox: readonly Waiting[] = [];
const watchers = new Set<() => void>();

/** What of a room, or of a thread in it, waits to be kept, in order. */
export function useOutbox(room: string, thread?: number): readonly Waiting[] {
  const all = useSyncExternalStore(watch, () => outbox);
  return all.filter((message) => message.room === room && message.thread === thread);
}

/** Sends what an earlier page could not. */
export async function resumeOutbox(): Promise<void> {
  const messages = (await kept.all('outbox:')).filter((one) => Check(waiting, one));
  change([...outbox, ...messages.filter(({ clientId }) => !outbox.some((one) => one.clientId === clientId))]);
  for (const message of outbox) if (message.refused === undefined) void deliver(message);
}

/** Kept on this device first, then sent; it goes out once, however often the connection breaks or the page is reloaded. */
export function sendFromHere(room: string, text: string, fileIds: readonly string[], thread?: number): void {
  const message: Waiting = {
    ...{ clientId: newId(), room, text, fileIds: [...fileIds], at: Date.now() },
    ...(thread !== undefined && { thread }),
  };
  change([...outbox, message]);
  void kept.set(nameOf(message), message);
  void deliver(message);
}

export function retry(message: Waiting): void {
  const { refused: _, ...again } = message;
  change(outbox.map((one) => (one === message ? again : one)));
  void kept.set(nameOf(again), again);
  void deliver(again);
}

export function discard(message: Waiting): void {
  change(outbox.filter((one) => one.clientId !== message.clientId));
  void kept.remove(nameOf(message));
}

/** The message stands in the log now: it waits no longer. */
export function arrived(clientId: string): void {
  const message = outbox.find((one) => one.clientId === clientId);
  if (message !== undefined) discard(message);
}

// What waits is its writer's alone: signing out asks before it is lost.
belongs({ unsent: () => outbox.length, forget: () => change([]) });

async function deliver(message: Waiting): Promise<void> {
  const { clientId, room, text, fileIds, thread } = message;
  const reply = await live.send({
    room,
    text,
    file_ids: fileIds,
    client_id: clientId,
    ...(thread !== undefined && { thread }),
  });
  // Success shows when its entry comes down the socket, in its place among the others.
  if (reply === undefined || reply.status === 'success') return;
  const refused = { ...message, refused: reply.code };
  change(outbox.map((one) => (one.clientId === clientId ? refused : one)));
  void kept.set(nameOf(refused), refused);
}

/** Names sort by time, so that what waits is sent in the order it was written. */
function nameOf({ at, clientId }: Waiting): string {
  return `outbox:${String(at).padStart(15, '0')}:${clientId}`;
}

/** Unguessable enough not to meet another; `crypto.randomUUID` is not there on plain http. */
function newId(): string {
  const random = crypto.getRandomValues(new Uint32Array(3));
  return `${Date.now().toString(36)}-${[...random].map((part) => part.toString(36)).join('')}`;
}

function change(next: readonly Waiting[]): void {
  outbox = next;
  for (const watcher of watchers) watcher();
}

function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => void watchers.delete(changed);
}
