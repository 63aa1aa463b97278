import { useSyncExternalStore } from 'react';
import type { Static, TObject, TProperties } from 'typebox';
import { createClient } from '../../contract/client.ts';
import type { Endpoint } from '../../contract/endpoint.ts';
import { Refusal } from './api.ts';
import { belongs } from './leaving.ts';
import { say } from './ui/toasts.tsx';

/** As long as the way back is offered. */
const UNDO_WITHIN = 8_000;

let going: ReadonlySet<string> = new Set();
const watchers = new Set<() => void>();
const stops = new Set<() => void>();
belongs({ unsent: () => going.size, forget: () => stops.forEach((stop) => stop()) });

/** Names of what is as good as gone: it is shown no more, and can still be brought back. */
export function useGoing(): ReadonlySet<string> {
  return useSyncExternalStore(
    (changed) => {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
    () => going,
  );
}

/**
 * Does what cannot be taken back once done: shown as done at once, done when the way back has closed, or when the page goes.
 * `name`: what `useGoing` calls it meanwhile.
 */
export function actLater(
  name: string,
  said: string,
  act: () => Promise<void>,
  onRefused: (error: unknown) => void,
): void {
  change(new Set([...going, name]));
  const back = () => change(new Set([...going].filter((one) => one !== name)));
  const settle = () => {
    clearTimeout(timer);
    removeEventListener('pagehide', now);
    stops.delete(stop);
  };
  const stop = () => {
    settle();
    back();
    close();
  };
  const now = () => {
    settle();
    close();
    act().then(back, (error: unknown) => {
      back();
      onRefused(error);
    });
  };
  const timer = setTimeout(now, UNDO_WITHIN);
  addEventListener('pagehide', now);
  const close = say(said, stop);
  stops.add(stop);
}

const lasting = createClient({
  baseUrl: location.origin,
  fetch: (input, init) => fetch(input, { ...init, keepalive: true }),
});

/** A call that arrives even when the page goes meanwhile. */
export async function callLasting<Input extends TProperties, Answer extends TProperties>(
  endpoint: Endpoint<Input, Answer>,
  input: Static<TObject<Input>>,
): Promise<void> {
  const answer = await lasting.call(endpoint, input);
  if (answer.status === 'fail') throw new Refusal(answer);
}

function change(next: ReadonlySet<string>): void {
  going = next;
  for (const watcher of watchers) watcher();
}
