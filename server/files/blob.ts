import { randomBytes } from 'node:crypto';
import { transaction } from '../kernel/db/database.ts';
import type { School, Trx } from '../school.ts';
import type { Arrived } from './arrivals.ts';
import { withoutRow } from './inventory.ts';
import type { Store } from './store.ts';

const HOUR = 3_600_000;
/** A backup that began before the last file of some bytes went still reads them. */
const KEEP_UNUSED = 6 * HOUR;
/** On a shared place, bytes without a row may be on their way from another machine for so long. */
const ON_THE_WAY = 12 * HOUR;
const ATTEMPTS = 5;
const STEP = 500;

type Held = { school: Pick<School, 'database' | 'clock'>; store: Store };

/**
 * Keeps bytes that have arrived, once whoever sends them, and in one transaction what makes them a file: `make` writes the rows that
 * have them, by the blob's id; `wanted`: what that is to be if they are new. On disk before a row, so that a crash leaves no row without bytes. What `make` throws undoes it all.
 */
export async function keepBytes<T>(
  { school, store, wanted = newBlobId() }: Held & { wanted?: string | undefined },
  arrived: Arrived,
  make: (trx: Trx, blobId: string) => Promise<T>,
): Promise<T> {
  const { sha256, size } = arrived;
  for (let attempt = 1; ; attempt++) {
    const known = await findBlob(school, sha256);
    const id = known ?? (attempt === 1 ? wanted : newBlobId());
    // Known bytes that are lost or cut are mended by whoever brings them again.
    const isThere = known !== undefined && (await store.sizeOf(known)) === size;
    if (!isThere) await store.put(arrived.path, id);
    try {
      const made = await transaction(school.database, async (trx) => {
        const isOurs =
          known === undefined ? await insertBlob(trx, school, { id, sha256, size }) : await useBlob(trx, id);
        return isOurs ? { value: await make(trx, id) } : undefined;
      });
      if (made !== undefined) return made.value;
    } catch (error) {
      if (known === undefined) await store.remove(id);
      throw error;
    }
    // Somebody else brought the same bytes, or took the last file of them away, in this very moment.
    if (known === undefined) await store.remove(id);
    if (attempt === ATTEMPTS) throw new Error(`Others were faster ${ATTEMPTS} times with bytes ${sha256}`);
  }
}

/** Bytes that no file has any more go: some hours later from the database, and then from the store, with what was made of them. */
export async function removeUnusedBlobs({
  school,
  store,
  previews,
}: Held & { previews: { remove(blobId: string): Promise<void> } }): Promise<number> {
  const now = school.clock.now();
  await transaction(school.database, (trx) =>
    trx
      .updateTable('blobs')
      .set({ unused_at: now })
      .where('unused_at', 'is', null)
      .where((the) => the.not(the.exists(the.selectFrom('files').select('id').whereRef('blob_id', '=', 'blobs.id'))))
      .execute(),
  );
  let removed = 0;
  for (;;) {
    const gone = await transaction(school.database, async (trx) => {
      const old = await trx
        .selectFrom('blobs')
        .select('id')
        .where('unused_at', '<', now - KEEP_UNUSED)
        .limit(STEP)
        .forUpdate()
        .execute();
      if (old.length === 0) return [];
      // A file made since has taken the mark away, under the same lock; the foreign key would refuse it besides.
      const ids = old.map(({ id }) => id);
      return trx
        .deleteFrom('blobs')
        .where('id', 'in', ids)
        .where('unused_at', 'is not', null)
        .returning('id')
        .execute();
    });
    for (const { id } of gone) {
      await store.remove(id);
      await previews.remove(id);
    }
    removed += gone.length;
    if (gone.length < STEP) return removed;
  }
}

/**
 * Removes bytes whose row was never written, as a crash leaves them. Only bytes from before `startedAt` are looked at, so it may go
 * on while the server serves.
 */
export async function removeOrphans(
  { school, store }: { school: Pick<School, 'database' | 'log'>; store: Store },
  startedAt: number,
): Promise<void> {
  const before = store.shared ? startedAt - ON_THE_WAY : startedAt;
  for await (const found of store.all()) {
    const ids = found.filter(({ putAt }) => putAt < before).map(({ id }) => id);
    for (const id of await withoutRow(school, ids)) {
      await store.remove(id);
      school.log.info({ blob: id }, 'removed bytes without a row');
    }
  }
}

function newBlobId(): string {
  return randomBytes(12).toString('hex');
}

async function findBlob({ database }: Held['school'], sha256: string): Promise<string | undefined> {
  const row = await database.db.selectFrom('blobs').select('id').where('sha256', '=', sha256).executeTakeFirst();
  return row?.id;
}

async function insertBlob(
  trx: Trx,
  { clock }: Held['school'],
  blob: { id: string; sha256: string; size: number },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('blobs')
    .values({ ...blob, created_at: clock.now() })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** Takes the row's lock, against whoever would remove it just now; false: it has been. */
async function useBlob(trx: Trx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('blobs')
    .set({ unused_at: null })
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
