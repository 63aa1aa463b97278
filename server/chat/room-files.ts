import { cardOf, type FileCard, findCards } from '../files/cards.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { readableFiles } from './access.ts';
import { LAST_SEQ } from './log.ts';

const MOST_ASKED = 100;
const MOST_IN_A_PAGE = 100;
const USUAL_PAGE = 50;
/** What one entry can carry at most; earlier versions of a post may have left one more. */
const MOST_OF_AN_ENTRY = 20;

/** The cards of those files that the viewer may read, in the order of their ids. `ids`: separated by commas. */
export async function filesFor(school: School, viewer: SignedIn, ids: string): Promise<FileCard[]> {
  const asked = [...new Set(ids.split(',').map((id) => id.trim()))].filter((id) => id !== '');
  if (asked.length > MOST_ASKED) throw fail('too_many_files');
  const cards = await findCards(school.database.db, await readableFiles(school, viewer, asked));
  return asked.flatMap((id) => cards.get(id) ?? []);
}

type RoomFile = FileCard & { seq: number; user: string; ts: number };

/** What a room's entries carry, newest first, each file once. An entry's files are never parted: a page may be a little longer. */
export async function roomFiles(
  { database }: School,
  roomId: number,
  { before, limit = USUAL_PAGE }: { before?: number; limit?: number },
): Promise<RoomFile[]> {
  if (limit < 1 || limit > MOST_IN_A_PAGE) throw fail('invalid_limit', `1 to ${MOST_IN_A_PAGE}`);
  const last = database.db
    .selectFrom('attachments')
    .select((the) => ['file_id', the.fn.max('seq').as('seq')])
    .where('room_id', '=', roomId)
    .groupBy('file_id')
    .as('carried');
  const rows = await database.db
    .selectFrom(last)
    .innerJoin('files', 'files.id', 'carried.file_id')
    .innerJoin('entries', (join) => join.onRef('entries.seq', '=', 'carried.seq').on('entries.room_id', '=', roomId))
    .innerJoin('users', 'users.id', 'entries.user_id')
    .select(['files.id', 'name', 'size', 'type', 'width', 'height', 'sha256', 'carried.seq', 'username', 'at'])
    .$if(before !== undefined, (query) => query.where('carried.seq', '<', Math.min(before ?? 0, LAST_SEQ)))
    .orderBy('carried.seq', 'desc')
    .orderBy('files.id')
    .limit(limit + MOST_OF_AN_ENTRY)
    .execute();
  const oldest = rows[limit - 1]?.seq ?? 0;
  return rows
    .filter((row) => row.seq >= oldest)
    .map((row) => ({ ...cardOf(row), seq: row.seq, user: row.username, ts: row.at }));
}
