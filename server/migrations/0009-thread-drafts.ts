import { type Kysely, sql } from 'kysely';
import type { Engine } from '../kernel/db/engine.ts';

/**
 * Drafts of threads beside those of rooms. The thread belongs to the key, and SQLite changes a key only by building the table anew;
 * PostgreSQL goes the same way.
 */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const withoutRowid = engine === 'sqlite' ? sql`without rowid` : sql``;
  const statements = [
    sql`alter table drafts rename to drafts_of_rooms`,
    sql`create table drafts (
      user_id integer not null references users, room_id integer not null references rooms, thread_seq integer not null,
      text text not null, at bigint not null, inbox_seq integer not null,
      primary key (user_id, room_id, thread_seq)) ${withoutRowid}`,
    sql`insert into drafts (user_id, room_id, thread_seq, text, at, inbox_seq)
      select user_id, room_id, 0, text, at, inbox_seq from drafts_of_rooms`,
    sql`drop table drafts_of_rooms`,
  ];
  for (const statement of statements) await statement.execute(db);
}
