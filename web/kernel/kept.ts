import { type IDBPDatabase, openDB } from 'idb';

/** A small store on this device that outlives the page. In a browser that has none (some private windows) nothing is kept. */
let opened: Promise<IDBPDatabase | undefined> | undefined;

async function store(): Promise<IDBPDatabase | undefined> {
  opened ??= openDB('lamitt', 1, {
    upgrade: (db) => void db.createObjectStore('kept'),
  }).catch(() => undefined);
  return opened;
}

export const kept = {
  async get(name: string): Promise<unknown> {
    return (await store())?.get('kept', name);
  },
  async set(name: string, value: unknown): Promise<void> {
    await (await store())?.put('kept', value, name);
  },
  async remove(name: string): Promise<void> {
    await (await store())?.delete('kept', name);
  },
  /** Every name that begins so, with its value, in order of name. */
  async all(prefix: string): Promise<unknown[]> {
    const values: unknown[] =
      (await (await store())?.getAll('kept', IDBKeyRange.bound(prefix, `${prefix}\uffff`))) ?? [];
    return values;
  },
  async clear(): Promise<void> {
    await (await store())?.clear('kept');
  },
};
