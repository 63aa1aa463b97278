import { type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb';

type Writable = IDBPObjectStore<unknown, ['kept'], 'kept', 'readwrite'>;

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
    await change((all) => all.put(value, name));
  },
  async remove(name: string): Promise<void> {
    await change((all) => all.delete(name));
  },
  /** Every name that begins so, with its value, in order of name. */
  async all(prefix: string): Promise<unknown[]> {
    const values: unknown[] =
      (await (await store())?.getAll('kept', IDBKeyRange.bound(prefix, `${prefix}\uffff`))) ?? [];
    return values;
  },
  async clear(): Promise<void> {
    await change((all) => all.clear());
  },
};

/** Committed at once: a transaction that waits for its request to be answered is undone when the page goes meanwhile. */
async function change(act: (all: Writable) => Promise<unknown>): Promise<void> {
  const transaction = (await store())?.transaction('kept', 'readwrite');
  if (transaction === undefined) return;
  const acted = act(transaction.store);
  transaction.commit();
  await Promise.all([acted, transaction.done]);
}
