import type { Expression, SqlBool } from 'kysely';
import { type FileCard, cardOf } from '../files/cards.ts';
import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';

const DAY = 24 * 3_600_000;
const MOST_IN_A_PAGE = 100;
const USUAL_PAGE = 50;
const STEP = 500;

type OwnFile = FileCard & { carried: boolean; ts: number };

/** What a user has uploaded, newest first. `before`: the `next` of an earlier page. Throws `invalid_limit` and `invalid_cursor`. */
export async function ownFiles(
  { database }: School,
  viewer: SignedIn,
  { before, limit = USUAL_PAGE }: { before?: string; limit?: number },
): Promise<{ files: OwnFile[]; next: string }> {
  if (limit < 1 || limit > MOST_IN_A_PAGE) throw fail('invalid_limit', `1 to ${MOST_IN_A_PAGE}`);
  const [at, id] = before === undefined ? [] : readCursor(before);
  const rows = await database.db
    .selectFrom('files')
    .select(['id', 'name', 'size', 'type', 'width', 'height', 'sha256', 'created_at'])
    .select((the) =>
      the.exists(the.selectFrom('attachments').select('seq').whereRef('file_id', '=', 'files.id')).as('carried'),
    )
    .where('uploader_id', '=', viewer.userId)
    .$if(at !== undefined, (query) =>
      query.where((the) =>
        the.or([the('created_at', '<', at ?? 0), the.and([the('created_at', '=', at ?? 0), the('id', '<', id ?? '')])]),
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const files = rows.slice(0, limit);
  const last = files.at(-1);
  return {
    files: files.map((row) => ({
      ...cardOf(row),
      carried: Boolean(row.carried),
      ts: row.created_at,
    })),
    next: rows.length > limit && last !== undefined ? `${last.created_at}.${last.id}` : '',
  };
}

/**
 * Deletes a file of one's own that nothing carries: from what carries one, it goes with the message or post. Throws `file_not_found`, of
 * others' files just the same, and `file_in_use`.
 */
export async function deleteOwnFile({ database }: School, by: SignedIn, id: string): Promise<void> {
  await transaction(database, async (trx) => {
    const deleted = await trx
      .deleteFrom('files')
      .where('id', '=', id)
      .where('uploader_id', '=', by.userId)
      .where((the) => the.not(the.exists(the.selectFrom('attachments').select('seq').where('file_id', '=', id))))
      .returning('id')
      .execute();
    if (deleted.length > 0) return;
    const own = await trx
      .selectFrom('files')
      .select('id')
      .where('id', '=', id)
      .where('uploader_id', '=', by.userId)
      .executeTakeFirst();
    throw fail(own === undefined ? 'file_not_found' : 'file_in_use');
  });
}

/** A message that is deleted takes its author's files along, those that nothing else carries. */
export async function deleteFilesOf(trx: Trx, authorId: number, fileIds: readonly string[]): Promise<void> {
  if (fileIds.length === 0) return;
  await trx
    .deleteFrom('files')
    .where('id', 'in', fileIds)
    .where('uploader_id', '=', authorId)
    .where((the) =>
      the.not(the.exists(the.selectFrom('attachments').select('seq').whereRef('file_id', '=', 'files.id'))),
    )
    .execute();
}

/** Files that nothing carries are removed some time after they came; pictures of people stay with their people. */
export async function removeUnusedFiles({ database, clock, config }: School): Promise<number> {
  if (config.keepUnusedFiles === 0) return 0;
  const before = clock.now() - config.keepUnusedFiles * DAY;
  let removed = 0;
  for (;;) {
    const gone = await transaction(database, async (trx) => {
      const old = trx
        .selectFrom('files')
        .select('id')
        .where('created_at', '<', before)
        .where((the) => isUnused(the.selectFrom('attachments').select('seq').whereRef('file_id', '=', 'files.id'), the))
        .where((the) => isUnused(the.selectFrom('users').select('id').whereRef('picture_id', '=', 'files.id'), the))
        .limit(STEP);
      return trx.deleteFrom('files').where('id', 'in', old).returning('id').execute();
    });
    removed += gone.length;
    if (gone.length < STEP) return removed;
  }
}

function isUnused(
  carriers: Expression<unknown>,
  the: { not(all: Expression<SqlBool>): Expression<SqlBool>; exists(rows: Expression<unknown>): Expression<SqlBool> },
): Expression<SqlBool> {
  return the.not(the.exists(carriers));
}

function readCursor(cursor: string): [number, string] {
  const parts = /^(\d{1,15})\.([0-9a-f]{24})$/.exec(cursor);
  if (parts?.[1] === undefined || parts[2] === undefined) throw fail('invalid_cursor');
  return [Number(parts[1]), parts[2]];
}
