import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Static } from 'typebox';
import { Check } from 'typebox/value';
import { WebSocket } from 'ws';
import { message } from '../../contract/message.ts';
import { type Person, readObject } from '../torture/cast.ts';
import { historyOf } from './history.ts';

/** What the Android app has on its screen of one room, and how it writes. */
export type AndroidApp = {
  /** The texts of the room, oldest first. */
  shown(): string[];
  /** Resolves once a text is on the screen. */
  shows(text: string): Promise<void>;
  say(text: string): void;
  close(): void;
};

/**
 * Talks as the existing app does: `/ws/{room_code}` with its own frames, which know no `client_id`. What it said is kept when it comes
 * back to it. After each opening it reads the history, and says again what is not in it.
 */
export function openAndroidApp(url: string, room: string, { username, token }: Person): AndroidApp {
  const screen = new Map<number, string>();
  const unkept: string[] = [];
  const looking = new Set<() => void>();
  let socket: WebSocket | undefined;
  let closed = false;

  function show(messages: readonly Static<typeof message>[]): void {
    for (const { id, sender, message: text } of messages) {
      screen.set(id, text);
      if (sender === username && unkept.includes(text)) unkept.splice(unkept.indexOf(text), 1);
    }
    for (const look of looking) look();
  }

  const send = (text: string) => socket?.send(JSON.stringify({ sender: username, message: text }));

  /** From one opening to its end. */
  async function stay(): Promise<void> {
    const opened = new WebSocket(`${url.replace('http', 'ws')}/ws/${encodeURIComponent(room)}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const ended = once(opened, 'close');
    opened.on('error', () => undefined);
    opened.on('message', (data) => {
      assert.ok(Buffer.isBuffer(data));
      const frame = readObject(data.toString());
      assert.ok(Check(message, frame), `no message: ${data.toString()}`);
      show([frame]);
    });
    await Promise.race([once(opened, 'open'), ended]);
    show(await historyOf(url, room, token));
    socket = opened;
    for (const text of unkept) send(text);
    if (closed) opened.close();
    await ended;
  }

  async function run(): Promise<void> {
    while (!closed) {
      // A server that is not there is looked for again.
      await stay().catch(() => sleep(50));
      socket = undefined;
    }
  }

  void run();
  return {
    shown: () => [...screen].toSorted(([a], [b]) => a - b).map(([, text]) => text),
    async shows(text) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => [...screen.values()].includes(text) && resolve();
      looking.add(look);
      look();
      await promise;
      looking.delete(look);
    },
    say(text) {
      unkept.push(text);
      send(text);
    },
    close() {
      closed = true;
      socket?.close();
    },
  };
}
