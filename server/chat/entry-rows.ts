import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { type Entry, givenClientId, NO_MARKS, readDetails, readFileIds } from './entry.ts';
import { type KeptMarks, readMarks } from './marks.ts';
import { namedMarks, namedReplies, usersIn } from './named-marks.ts';

/** What `readRows` takes of an entry beside its room. */
export const ENTRY_COLUMNS = [
  ...(['entries.seq', 'entries.kind', 'entries.no', 'entries.user_id', 'username', 'entries.client_id'] as const),
  ...(['entries.text', 'entries.file_ids', 'entries.data', 'entries.at', 'entries.target_seq', 'entries.rev'] as const),
  ...(['entries.marks', 'entries.pinned_seq'] as const),
] as const;

/** A room's entries as `readRows` takes them. */
export function entriesOf(db: Kysely<Tables>, roomId: number) {
  return db
    .selectFrom('entries')
    .innerJoin('users', 'users.id', 'entries.user_id')
    .select(ENTRY_COLUMNS)
    .where('entries.room_id', '=', roomId);
}

type EntryRow = Awaited<ReturnType<ReturnType<typeof entriesOf>['execute']>>[number];

/** Rows of one room as entries. What an edit or a deletion says of its message is what the message is by now. */
export async function readRows(db: Kysely<Tables>, roomId: number, rows: readonly EntryRow[]): Promise<Entry[]> {
  return withTargets(db, rows, await targetsOf(db, roomId, rows));
}

/** The same of messages alone, of any rooms. */
export async function readMessageRows(db: Kysely<Tables>, rows: readonly EntryRow[]): Promise<Entry[]> {
  return withTargets(db, rows, new Map());
}

async function withTargets(
  db: Kysely<Tables>,
  rows: readonly EntryRow[],
  targets: ReadonlyMap<number, Target>,
): Promise<Entry[]> {
  const details = rows.map((row) => readDetails(row.kind === 'message' ? null : row.data));
  const marks = rows.map((row) => readMarks(row.marks));
  const roots = [...targets.values()].map(({ replies }) => replies);
  const names = await namesOf(db, [
    ...details.flatMap(({ byId }) => byId ?? []),
    ...marks.flatMap(usersIn),
    ...roots.flatMap((replies) => replies?.users ?? []),
  ]);
  return rows.map((row, index): Entry => {
    const { byId, name, post, room, reaction } = details[index] ?? readDetails(null);
    const own = marks[index];
    const target = row.target_seq === null ? undefined : targets.get(row.target_seq);
    const rootSeq = row.kind === 'delete' ? (target?.rootSeq ?? null) : null;
    return {
      seq: row.seq,
      kind: row.kind,
      no: row.no,
      userId: row.user_id,
      username: row.username,
      clientId: givenClientId(row.client_id),
      text: row.kind === 'edit' ? (target?.text ?? null) : row.text,
      fileIds: readFileIds(row.file_ids),
      by: byId === null ? null : (names.get(byId) ?? null),
      name,
      post,
      room,
      at: row.at,
      targetSeq: row.target_seq,
      rev: row.kind === 'message' ? row.rev : (target?.rev ?? row.rev),
      marks: own === undefined ? NO_MARKS : namedMarks(own, names),
      isPinned: row.pinned_seq !== null,
      thread: rootSeq === null ? null : { seq: rootSeq, replies: namedReplies(target?.replies, names) },
      reaction,
    };
  });
}

type Target = { rev: number; text: string | null; rootSeq: number | null; replies: KeptMarks['replies'] };

/** The messages that edits and deletions are of, by their seqs; of a reply also what is below its root by now. */
async function targetsOf(
  db: Kysely<Tables>,
  roomId: number,
  rows: readonly EntryRow[],
): Promise<ReadonlyMap<number, Target>> {
  const changes = rows.filter(({ kind }) => kind === 'edit' || kind === 'delete');
  const seqs = [...new Set(changes.flatMap((row) => row.target_seq ?? []))];
  if (seqs.length === 0) return new Map();
  const targets = await db
    .selectFrom('entries')
    .leftJoin('entries as roots', (join) =>
      join.onRef('roots.room_id', '=', 'entries.room_id').onRef('roots.seq', '=', 'entries.target_seq'),
    )
    .select(['entries.seq', 'entries.rev', 'entries.text', 'entries.target_seq', 'roots.marks as root_marks'])
    .where('entries.room_id', '=', roomId)
    .where('entries.seq', 'in', seqs)
    .execute();
  return new Map(
    targets.map(({ seq, rev, text, target_seq: rootSeq, root_marks: marks }) => {
      return [seq, { rev, text, rootSeq, replies: readMarks(marks).replies }];
    }),
  );
}

async function namesOf(db: Kysely<Tables>, users: readonly number[]): Promise<Map<number, string>> {
  const ids = [...new Set(users)];
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('users').select(['id', 'username']).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, row.username]));
}
