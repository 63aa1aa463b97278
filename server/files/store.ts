import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../config.ts';
import type { S3Address } from '../kernel/s3-address.ts';
import { type Arrivals, openArrivals } from './arrivals.ts';
import { openFolder } from './folder.ts';
import type { Place } from './place.ts';
import { createScanner, type Scanner } from './scanner.ts';

/** `scanner`: what looks into whatever arrives before it becomes anybody's file; undefined where the settings name none. */
export type Store = Arrivals & Place & { scanner: Scanner | undefined };

/** What of the settings says where bytes are. */
export type StoreSettings = Pick<Config, 'dataDir' | 'filesUrl'>;

/** The store that the settings name. Bytes come in on this machine's disk whatever it is. */
export async function openStore(
  settings: StoreSettings & Pick<Config, 'scanner'>,
  log: Pick<FastifyBaseLogger, 'error'>,
): Promise<Store> {
  return {
    ...(await openArrivals(arrivalsIn(settings))),
    ...(await openPlace(settings)),
    scanner: settings.scanner && createScanner(settings.scanner, log),
  };
}

/** Where the settings say that bytes are kept. */
export async function openPlace(settings: StoreSettings): Promise<Place> {
  const { dataDir, filesUrl } = settings;
  return filesUrl === undefined
    ? openFolder(join(dataDir, 'files'))
    : openBucket(settings, { address: filesUrl, setting: 'FILES_URL' });
}

/** A place in an S3 store, which `setting` names. Its SDK is loaded only here: most schools need none of it. */
export async function openBucket(
  settings: StoreSettings,
  { address, setting }: { address: S3Address; setting: string },
): Promise<Place> {
  const { openS3 } = await import('./s3.ts');
  return openS3(address, { setting, lendIn: arrivalsIn(settings) });
}

function arrivalsIn({ dataDir }: StoreSettings): string {
  return join(dataDir, 'files', 'arriving');
}
