import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../server/config.ts';
import type { Place } from '../server/files/place.ts';
import { openPlace } from '../server/files/store.ts';
import { startS3 } from './s3-server.ts';

export type PlaceKind = 'folder' | 's3';

/** Where bytes can live: what a place must do is tested on each. */
export const places: readonly PlaceKind[] = ['folder', 's3'];

export type TestPlaces = {
  /** Empty, and of its own. */
  fresh(): Promise<Place>;
  /** Where a place in a store elsewhere lends bytes to this machine. */
  lendIn: string;
  stop(): Promise<void>;
};

export async function startPlaces(kind: PlaceKind): Promise<TestPlaces> {
  const root = await mkdtemp(join(tmpdir(), 'lamitt-places-'));
  const server = kind === 's3' ? await startS3() : undefined;
  const opened: Place[] = [];
  return {
    lendIn: join(root, 'files', 'arriving'),
    async fresh() {
      const name = `place-${opened.length}`;
      const place = await openPlace(
        readConfig(
          server === undefined ? { DATA_DIR: join(root, name) } : { DATA_DIR: root, FILES_URL: server.url(name) },
        ),
      );
      opened.push(place);
      return place;
    },
    async stop() {
      for (const place of opened) await place.close();
      await server?.stop();
      await rm(root, { recursive: true });
    },
  };
}
