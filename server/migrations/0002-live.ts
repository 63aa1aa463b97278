import { type Kysely, sql } from 'kysely';
import type { Engine } from '../kernel/db/engine.ts';

/** Inboxes, what of each room has been read, and titles in the entries of posts, so that a card needs no look into the course. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const withoutRowid = engine === 'sqlite' ? sql`without rowid` : sql``;
  const quoted = engine === 'sqlite' ? sql`json_quote(p.title)` : sql`to_json(p.title)::text`;

  const statements = [
    // A head is made with the first entry of its inbox.
    sql`create table inboxes (user_id integer not null primary key references users, last_seq integer not null)`,
    sql`create table inbox_entries (
      user_id integer not null references users, seq integer not null, kind text not null, data text not null,
      at bigint not null, primary key (user_id, seq)) ${withoutRowid}`,
    sql`create index inbox_entries_by_age on inbox_entries (at)`,
    sql`create table reads (
      user_id integer not null references users, room_id integer not null references rooms, no integer not null,
      seq integer not null, at bigint not null, primary key (user_id, room_id)) ${withoutRowid}`,
    // Nobody comes back from an upgrade to a thousand messages that are suddenly unread.
    sql`insert into reads (user_id, room_id, no, seq, at)
      select m.user_id, m.room_id, h.last_no, h.last_seq, m.joined_at from members m join room_heads h on h.room_id = m.room_id`,
    // The data ends with a brace: the title goes before it.
    sql`update entries set data = coalesce((
        select substr(entries.data, 1, length(entries.data) - 1) || ',"title":' || ${quoted} || '}'
        from posts p join courses c on c.id = p.course_id
        where c.room_id = entries.room_id and entries.data like '{"post":' || p.id || ',%'), data)
      where kind = 'post'`,
  ];
  for (const statement of statements) await statement.execute(db);
}
