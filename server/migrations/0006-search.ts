import { type Kysely, sql } from 'kysely';
import type { Engine } from '../kernel/db/engine.ts';

/**
 * The index of the search. On SQLite it is a file of its own, made by the search itself (`search.db`). It holds nothing that is not
 * in the other tables, and begins empty.
 */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  if (engine === 'sqlite') return;
  const statements = [
    sql`create table search_state (name text not null primary key, value text not null)`,
    sql`create table search_rooms (room_id integer not null primary key, seq integer not null, at bigint not null)`,
    sql`create table search_docs (
      id bigint not null primary key, room_id integer not null, is_post integer not null, ref integer not null,
      words tsvector not null)`,
    sql`create unique index search_docs_of on search_docs (room_id, is_post, ref)`,
    sql`create index search_docs_words on search_docs using gin (words) with (fastupdate = off)`,
    // Nobody sorts or groups by it, and its most common tokens are those of one room.
    sql`alter table search_docs alter words set statistics 0`,
    sql`create table search_names (kind text not null, id integer not null, name text not null, sounds text not null,
      primary key (kind, id))`,
  ];
  for (const statement of statements) await statement.execute(db);
}
