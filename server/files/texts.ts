import { setImmediate as turn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { transaction } from '../kernel/db/database.ts';
import type { School } from '../school.ts';
import type { Tables } from '../tables.ts';

type Db = Kysely<Tables>;

/** The types in which there may be words; what is nothing else may be a text of Windows, by its name. */
const TYPES = [
  'text/%',
  '%/xml',
  'application/pdf',
  'application/zip',
  'application/vnd.openxmlformats-officedocument.%',
  'application/vnd.oasis.opendocument.%',
  'application/octet-stream',
];

/** So many blobs are looked at in one short read. */
const PAGE = 500;

type Unread = { blobId: string; type: string; name: string; at: number };

/**
 * Bytes whose words have not been looked for yet, those that came last first; by one of the files that have them. In pages, with a turn
 * for everything else between them: the thread for long reads would have to be there for this alone.
 */
export async function findUnread({ database: { db } }: Pick<School, 'database'>, limit: number): Promise<Unread[]> {
  const found: Unread[] = [];
  for (let last = ''; ;) {
    const page = await db.selectFrom('blobs').select('id').where('id', '>', last).orderBy('id').limit(PAGE).execute();
    const ids = page.map((row) => row.id);
    if (ids.length > 0) found.push(...(await unreadAmong(db, ids)));
    if (ids.length < PAGE) break;
    last = ids.at(-1) ?? last;
    await turn();
  }
  return found.toSorted((one, other) => other.at - one.at).slice(0, limit);
}

async function unreadAmong(db: Db, blobIds: readonly string[]): Promise<Unread[]> {
  return db
    .selectFrom('files')
    .leftJoin('file_texts', 'file_texts.blob_id', 'files.blob_id')
    .select(({ fn }) => [
      'files.blob_id as blobId',
      fn.min('type').as('type'),
      fn.min('name').as('name'),
      fn.max('created_at').as('at'),
    ])
    .where('files.blob_id', 'in', blobIds)
    .where('file_texts.blob_id', 'is', null)
    .where((is) => is.or(TYPES.map((type) => is('type', 'like', type))))
    .groupBy('files.blob_id')
    .execute();
}

/** Keeps what was read in these bytes; null: there are no words in them. Bytes that have gone meanwhile are passed over. */
export async function keepText(
  { database }: Pick<School, 'database'>,
  blobId: string,
  text: string | null,
): Promise<void> {
  await transaction(database, async (trx) => {
    const there = await trx.selectFrom('blobs').select('id').where('id', '=', blobId).executeTakeFirst();
    if (there === undefined) return;
    // The row is a lock as well: whoever counts next waits for this commit.
    const { last_no: no } = await trx
      .updateTable('file_text_count')
      .set((the) => ({ last_no: the('last_no', '+', 1) }))
      .returning('last_no')
      .executeTakeFirstOrThrow();
    await trx
      .insertInto('file_texts')
      .values({ blob_id: blobId, no, text })
      .onConflict((same) => same.column('blob_id').doNothing())
      .execute();
  });
}

/** The next text that was kept after number `after`, and the files that have it. */
export async function nextText(db: Db, after: number): Promise<{ no: number; fileIds: string[] } | undefined> {
  const row = await db
    .selectFrom('file_texts')
    .select(['no', 'blob_id'])
    .where('no', '>', after)
    .where('text', 'is not', null)
    .orderBy('no')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const files = await db.selectFrom('files').select('id').where('blob_id', '=', row.blob_id).execute();
  return { no: row.no, fileIds: files.map(({ id }) => id) };
}

/** The number of the text that was kept last; 0: there is none. */
export async function lastTextNo(db: Db): Promise<number> {
  const row = await db.selectFrom('file_texts').select('no').orderBy('no', 'desc').executeTakeFirst();
  return row?.no ?? 0;
}

/** How many characters these files' texts have, all together. */
export async function sizeOfTexts(db: Db, fileIds: readonly string[]): Promise<number> {
  let size = 0;
  for (let start = 0; start < fileIds.length; start += 500) {
    const { sum } = await db
      .selectFrom('files')
      .innerJoin('file_texts', 'file_texts.blob_id', 'files.blob_id')
      .select(({ fn }) => fn.sum<number | null>(fn<number>('length', ['text'])).as('sum'))
      .where('files.id', 'in', fileIds.slice(start, start + 500))
      .executeTakeFirstOrThrow();
    size += sum ?? 0;
  }
  return size;
}

/** The words in these files, by their ids; of those in which there are some. Who may read them is for the caller to ask before. */
export async function findTexts(db: Db, fileIds: readonly string[]): Promise<Map<string, string>> {
  if (fileIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('files')
    .innerJoin('file_texts', 'file_texts.blob_id', 'files.blob_id')
    .select(['files.id', 'text'])
    .where('files.id', 'in', fileIds)
    .where('text', 'is not', null)
    .execute();
  return new Map(rows.map(({ id, text }) => [id, text ?? '']));
}
