import type Sqlite from 'better-sqlite3';
import { marksJson } from '../marks.ts';
import type { createDiscussion, RootRow } from './discussion.ts';

type Written = ReturnType<ReturnType<typeof createDiscussion>['written']>;
type Queries = ReturnType<typeof prepareDiscussion>;

export function prepareDiscussion(sqlite: Sqlite.Database) {
  const root = sqlite.prepare<[number, number], Omit<RootRow, 'hasText'> & { hasText: number }>(
    `select kind, target_seq as targetSeq, user_id as userId, text is not null as hasText, data, marks
     from entries where room_id = ? and seq = ?`,
  );
  const staff = sqlite.prepare<[number, number]>(
    `select 1 from members m join rooms r on r.id = m.room_id
     where m.room_id = ? and m.user_id = ? and (m.staff = 1 or r.owner_id = m.user_id)`,
  );
  return {
    root(roomId: number, seq: number): RootRow | undefined {
      const row = root.get(roomId, seq);
      return row === undefined ? undefined : { ...row, hasText: row.hasText === 1 };
    },
    staff: (roomId: number, userId: number): boolean => staff.get(roomId, userId) !== undefined,
    mark: sqlite.prepare<[string | null, number, number]>('update entries set marks = ? where room_id = ? and seq = ?'),
    mention: sqlite.prepare<[number, number, number]>('insert into mentions (user_id, room_id, seq) values (?, ?, ?)'),
    follow: sqlite.prepare<[number, number, number, number]>(
      `insert into thread_follows (user_id, room_id, seq, read_seq) values (?, ?, ?, ?) on conflict do nothing`,
    ),
    followTo: sqlite.prepare<[number, number, number, number]>(
      `insert into thread_follows (user_id, room_id, seq, read_seq) values (?, ?, ?, ?)
       on conflict (user_id, room_id, seq) do update set read_seq = excluded.read_seq`,
    ),
  };
}

export function writeDiscussion(queries: Queries, { roots, follows, mentions }: Written): void {
  for (const { roomId, seq, marks } of roots) queries.mark.run(marksJson(marks), roomId, seq);
  for (const { userId, roomId, seq } of mentions) queries.mention.run(userId, roomId, seq);
  for (const { userId, roomId, seq, readSeq, moves } of follows)
    (moves ? queries.followTo : queries.follow).run(userId, roomId, seq, readSeq);
}
