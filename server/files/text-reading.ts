import { setTimeout as sleep } from 'node:timers/promises';
import type { School } from '../school.ts';
import { type Looker, TooMuch } from './looking/looker.ts';
import { Unshowable } from './looking/look.ts';
import { BytesMissing, type Place } from './place.ts';
import { findUnread, keepText } from './texts.ts';

/** Ms after something came: whoever sends ten files has them all there. */
const AFTER = 1_000;
/** What came without a word of it, as from another process, is found so often, ms. */
const LOOK_EVERY = 10 * 60_000;
const AT_ONCE = 200;
const REST = 10_000;

export type TextReading = {
  /** Reads everything that waits, now. */
  readAll(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Reads the words in files, beside all else and one file after another, so that the search finds them. Nobody waits for it; what a
 * stop interrupts is taken up at the next start, since what has been read is what has a row.
 */
export function startReadingTexts(school: School, store: Pick<Place, 'withPath'>, looker: Looker): TextReading {
  const { events, log } = school;
  const stopping = new AbortController();
  /** Not to be had at the moment; they are tried again by the next start. */
  const passedOver = new Set<string>();
  let soon: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;

  async function readToEnd(): Promise<void> {
    while (!stopping.signal.aborted) {
      const unread = (await findUnread(school, AT_ONCE + passedOver.size)).filter(
        ({ blobId }) => !passedOver.has(blobId),
      );
      if (unread.length === 0) return;
      for (const file of unread) {
        if (stopping.signal.aborted) return;
        await readOne(file);
      }
    }
  }
  async function readOne({ blobId, type, name }: { blobId: string; type: string; name: string }): Promise<void> {
    try {
      const text = await looker.read({ type, name }, (use) => store.withPath(blobId, use));
      await keepText(school, blobId, text);
      events.emit('textRead');
    } catch (error) {
      if (stopping.signal.aborted) return;
      if (error instanceof Unshowable) {
        if (error instanceof TooMuch) log.warn({ blob: blobId, why: error.message }, 'a file could not be read');
        return keepText(school, blobId, null);
      }
      if (error instanceof BytesMissing) return void passedOver.add(blobId);
      // Others are before it, or no process can be had.
      await sleep(REST, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  }
  async function readAll(): Promise<void> {
    reading ??= readToEnd()
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error({ err: error }, 'reading the words in files failed');
      })
      .finally(() => (reading = undefined));
    await reading;
  }
  function wake(): void {
    if (stopping.signal.aborted || soon !== undefined) return;
    soon = setTimeout(() => {
      soon = undefined;
      void readAll();
    }, AFTER).unref();
  }
  const hear = (_roomId: number, entries: readonly { fileIds: readonly string[]; post: object | null }[]): void => {
    if (entries.some(({ fileIds, post }) => fileIds.length > 0 || post !== null)) wake();
  };

  events.on('entries', hear);
  const look = setInterval(wake, LOOK_EVERY).unref();
  wake();

  return {
    readAll,
    async stop() {
      stopping.abort();
      clearTimeout(soon);
      clearInterval(look);
      events.off('entries', hear);
      await reading;
    },
  };
}
