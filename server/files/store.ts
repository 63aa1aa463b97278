import { join } from 'node:path';
import type { Config } from '../config.ts';
import { type Arrivals, openArrivals } from './arrivals.ts';
import { openFolder } from './folder.ts';
import type { Place } from './place.ts';

export type Store = Arrivals & Place;

/** The store that the settings name. Bytes come in on this machine's disk whatever it is. */
export async function openStore(config: Pick<Config, 'dataDir'>): Promise<Store> {
  return { ...(await openArrivals(join(config.dataDir, 'files', 'arriving'))), ...(await openPlace(config)) };
}

/** Where the settings say that bytes are kept. */
export async function openPlace({ dataDir }: Pick<Config, 'dataDir'>): Promise<Place> {
  return openFolder(join(dataDir, 'files'));
}
