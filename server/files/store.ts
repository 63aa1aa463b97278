import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../config.ts';
import { type Arrivals, openArrivals } from './arrivals.ts';
import { openFolder } from './folder.ts';
import type { Place } from './place.ts';
import { createScanner, type Scanner } from './scanner.ts';

/** `scanner`: what looks into whatever arrives before it becomes anybody's file; undefined where the settings name none. */
export type Store = Arrivals & Place & { scanner: Scanner | undefined };

/** The store that the settings name. Bytes come in on this machine's disk whatever it is. */
export async function openStore(
  config: Pick<Config, 'dataDir' | 'scanner'>,
  log: Pick<FastifyBaseLogger, 'error'>,
): Promise<Store> {
  return {
    ...(await openArrivals(join(config.dataDir, 'files', 'arriving'))),
    ...(await openPlace(config)),
    scanner: config.scanner && createScanner(config.scanner, log),
  };
}

/** Where the settings say that bytes are kept. */
export async function openPlace({ dataDir }: Pick<Config, 'dataDir'>): Promise<Place> {
  return openFolder(join(dataDir, 'files'));
}
