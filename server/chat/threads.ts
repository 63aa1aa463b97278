import { sql } from 'kysely';
import type { EntryView } from '../../contract/entry.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import type { Entry } from './entry.ts';
import { entryView } from './entry-view.ts';
import { entriesOf, readRows } from './entry-rows.ts';
import { LAST_SEQ } from './log.ts';

const MOST_REPLIES = 200;
const USUAL_REPLIES = 50;
const MOST_THREADS = 100;
const USUAL_THREADS = 30;

type Db = School['database']['db'] | Trx;
type Page = { before?: number | undefined; after?: number | undefined; limit?: number | undefined };

/** Throws `Thread not found` unless the entry can have replies: a message of the top level, or the first card of a post. */
export async function requireRoot(db: Db, roomId: number, seq: number): Promise<void> {
  const row = await db
    .selectFrom('entries')
    .select('seq')
    .where('room_id', '=', roomId)
    .where('seq', '=', Math.min(seq, LAST_SEQ))
    .where('target_seq', 'is', null)
    .where('kind', 'in', ['message', 'post'])
    // A deleted message without replies is nothing at all.
    .where((is) => is.or([is('kind', '=', 'post'), is('text', 'is not', null), is('marks', 'is not', null)]))
    .executeTakeFirst();
  if (row === undefined) throw fail('thread_not_found');
}

/** A thread as `/get_thread` answers it, to one who may read its room. */
export async function threadOf(
  school: School,
  { roomId, seq, userId }: { roomId: number; seq: number; userId: number },
  { before, after, limit = USUAL_REPLIES }: Page,
) {
  const { db } = school.database;
  if (limit < 1 || limit > MOST_REPLIES) throw fail('invalid_limit', `1 to ${MOST_REPLIES}`);
  await requireRoot(db, roomId, seq);
  const forward = after !== undefined;
  const rows = await entriesOf(db, roomId)
    .where('target_seq', '=', seq)
    .where('kind', '=', 'message')
    .where('text', 'is not', null)
    .$if(before !== undefined, (query) => query.where('seq', '<', Math.min(before ?? 0, LAST_SEQ)))
    .$if(forward, (query) => query.where('seq', '>', Math.min(after ?? 0, LAST_SEQ)))
    .orderBy('seq', forward ? 'asc' : 'desc')
    .limit(limit)
    .execute();
  const entries = await readRows(db, roomId, forward ? rows : rows.toReversed());
  const [root] = await readRoots(db, roomId, [seq]);
  if (root === undefined) throw fail('thread_not_found');
  const [follow] = await followed(db, userId, { roomId, seq });
  return {
    root: entryView(school.clock, root),
    entries: entries.map((entry) => entryView(school.clock, entry)),
    following: follow !== undefined,
    read: follow?.readSeq ?? 0,
    unread: follow?.unread ?? 0,
  };
}

type Followed = { roomId: number; code: string; seq: number; readSeq: number; lastAt: number; unread: number };

/** The threads that a user follows, as `/get_threads` answers them. Throws `Invalid limit`. */
export async function threadsOf(
  school: School,
  userId: number,
  {
    before,
    limit = USUAL_THREADS,
    onlyUnread,
  }: { before?: number | undefined; limit?: number | undefined; onlyUnread: boolean },
) {
  const { db } = school.database;
  if (limit < 1 || limit > MOST_THREADS) throw fail('invalid_limit', `1 to ${MOST_THREADS}`);
  const all = await followed(db, userId);
  const shown = all
    .filter(({ lastAt, unread }) => (before === undefined || lastAt < before) && (!onlyUnread || unread > 0))
    .toSorted((one, other) => other.lastAt - one.lastAt);
  const oldest = shown[limit - 1]?.lastAt ?? 0;
  const page = shown.filter(({ lastAt }) => lastAt >= oldest);
  const roots = await rootsOf(school, page);
  const threads = page.flatMap(({ roomId, code, seq, readSeq, unread }) => {
    const root = roots.get(`${roomId} ${seq}`);
    return root === undefined ? [] : [{ room_code: code, root, read: readSeq, unread }];
  });
  return { threads, unread: all.filter(({ unread }) => unread > 0).length };
}

async function rootsOf({ database: { db }, clock }: School, page: readonly Followed[]) {
  const roots = new Map<string, EntryView>();
  for (const [roomId, own] of Map.groupBy(page, (thread) => thread.roomId)) {
    const seqs = own.map(({ seq }) => seq);
    for (const entry of await readRoots(db, roomId, seqs)) roots.set(`${roomId} ${entry.seq}`, entryView(clock, entry));
  }
  return roots;
}

/** The first card of a post stays what the post was then; as a root it tells what its newest card does. */
async function readRoots(db: Db, roomId: number, seqs: readonly number[]): Promise<Entry[]> {
  const roots = await readRows(db, roomId, await entriesOf(db, roomId).where('seq', 'in', seqs).execute());
  const posts = roots.filter(({ kind }) => kind === 'post').map(({ seq }) => seq);
  if (posts.length === 0) return roots;
  const changes = await entriesOf(db, roomId)
    .where('target_seq', 'in', posts)
    .where('kind', '=', 'post')
    .orderBy('seq')
    .execute();
  const newest = new Map((await readRows(db, roomId, changes)).map(({ targetSeq, post }) => [targetSeq, post]));
  return roots.map((root) => ({ ...root, post: newest.get(root.seq) ?? root.post }));
}

/**
 * What a user follows and may still read, or the one thread alone; each is two looks into the index of replies. A thread to which
 * nobody has replied yet is last.
 */
async function followed(db: Db, userId: number, only?: { roomId: number; seq: number }): Promise<Followed[]> {
  const rows = await db
    .selectFrom('thread_follows as f')
    .innerJoin('members', (join) =>
      join.onRef('members.room_id', '=', 'f.room_id').onRef('members.user_id', '=', 'f.user_id'),
    )
    .innerJoin('rooms', 'rooms.id', 'f.room_id')
    .select(['f.room_id', 'rooms.code', 'f.seq', 'f.read_seq'])
    .select([
      sql<number | null>`(select at from entries where room_id = f.room_id and target_seq = f.seq and kind = 'message'
        and text is not null order by seq desc limit 1)`.as('last_at'),
      sql<number | string>`(select count(*) from entries where room_id = f.room_id and target_seq = f.seq
        and seq > f.read_seq and kind = 'message' and text is not null and user_id <> f.user_id)`.as('unread'),
    ])
    .where('f.user_id', '=', userId)
    .$if(only !== undefined, (query) =>
      query.where('f.room_id', '=', only?.roomId ?? 0).where('f.seq', '=', only?.seq ?? 0),
    )
    .execute();
  return rows.map((row) => ({
    roomId: row.room_id,
    code: row.code,
    seq: row.seq,
    readSeq: row.read_seq,
    lastAt: row.last_at ?? 0,
    unread: Number(row.unread),
  }));
}
