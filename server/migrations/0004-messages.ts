import { type Kysely, sql } from 'kysely';
import type { Engine } from '../kernel/db/engine.ts';

/** What is done with messages: edits and how they read before, threads, reactions, pins, mentions; and a thread for each post. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const withoutRowid = engine === 'sqlite' ? sql`without rowid` : sql``;
  const postId = engine === 'sqlite' ? sql`cast(data ->> '$.post' as integer)` : sql`(data::json ->> 'post')::integer`;
  const firstCards = sql`select room_id, ${postId} as post_id, min(seq) as seq from entries
    where kind = 'post' group by room_id, ${postId}`;

  const statements = [
    // In the row, so that a page of a room is one query.
    sql`alter table entries add column marks text`,
    sql`alter table entries add column pinned_seq integer`,
    // The replies of a thread, and what was done to a message. Plain messages are not in it.
    sql`create index entries_of_target on entries (room_id, target_seq, seq) where target_seq is not null`,
    sql`create index entries_pinned on entries (room_id, pinned_seq) where pinned_seq is not null`,
    sql`create table revisions (
      room_id integer not null, seq integer not null, rev integer not null, text text not null, at bigint not null,
      primary key (room_id, seq, rev)) ${withoutRowid}`,
    // The user 0 is everybody: one row for @all, however many there are.
    sql`create table mentions (
      user_id integer not null, room_id integer not null references rooms, seq integer not null,
      primary key (user_id, room_id, seq)) ${withoutRowid}`,
    sql`create table thread_follows (
      user_id integer not null references users, room_id integer not null references rooms, seq integer not null,
      read_seq integer not null, primary key (user_id, room_id, seq)) ${withoutRowid}`,

    sql`alter table members add column staff integer not null default 0`,
    sql`update members set staff = 1 where exists (
      select 1 from courses c join course_people p on p.course_id = c.id
      where c.room_id = members.room_id and p.user_id = members.user_id and p.role = 'assistant')`,

    // The first card of a post is the root of its thread.
    sql`alter table posts add column card_seq integer`,
    sql`update posts set card_seq = first.seq from (${firstCards}) as first where first.post_id = posts.id`,
    sql`update entries set target_seq = first.seq from (${firstCards}) as first
      where first.room_id = entries.room_id and entries.kind = 'post' and first.seq < entries.seq
        and first.post_id = ${engine === 'sqlite' ? sql`cast(entries.data ->> '$.post' as integer)` : sql`(entries.data::json ->> 'post')::integer`}`,
  ];
  for (const statement of statements) await statement.execute(db);
}
