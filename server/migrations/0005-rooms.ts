import { type Kysely, sql } from 'kysely';
import type { Engine } from '../kernel/db/engine.ts';

/** Conversations of two, blocks, reports; how much of a room one wants to hear, drafts, preferences; rooms that end, invitations. */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const id =
    engine === 'sqlite'
      ? sql`integer primary key autoincrement`
      : sql`integer generated always as identity primary key`;
  const withoutRowid = engine === 'sqlite' ? sql`without rowid` : sql``;

  const statements = [
    sql`alter table rooms add column description text not null default ''`,
    sql`alter table rooms add column blocked_at bigint`,
    sql`alter table rooms add column deleted_at bigint`,
    sql`alter table rooms add column erased_at bigint`,
    sql`alter table reads add column attention text not null default 'all' check (attention in ('all', 'mentions', 'muted'))`,

    // The two in order of their ids: that is what keeps their conversation from being doubled.
    sql`create table directs (
      low_id integer not null references users, high_id integer not null references users,
      room_id integer not null unique references rooms, primary key (low_id, high_id), check (low_id < high_id)) ${withoutRowid}`,
    sql`create index directs_of_high on directs (high_id)`,
    sql`create table blocks (
      user_id integer not null references users, blocked_id integer not null references users, at bigint not null,
      primary key (user_id, blocked_id)) ${withoutRowid}`,
    sql`create table reports (
      id ${id}, room_id integer not null references rooms, seq integer not null,
      user_id integer not null references users, reporter_id integer not null references users,
      text text not null, reason text not null, state text not null check (state in ('open', 'done')), at bigint not null,
      note text not null, closed_by integer references users, closed_at bigint,
      unique (room_id, seq, user_id, reporter_id))`,

    sql`create table drafts (
      user_id integer not null references users, room_id integer not null references rooms, text text not null,
      at bigint not null, inbox_seq integer not null, primary key (user_id, room_id)) ${withoutRowid}`,
    sql`create table preferences (
      user_id integer not null primary key references users, presence integer not null, typing integer not null)`,

    sql`create table invitations (
      id ${id}, hash text not null unique, room_id integer not null references rooms,
      made_by integer not null references users, created_at bigint not null, expires_at bigint not null,
      max_uses integer not null, uses integer not null, revoked_at bigint)`,
    sql`create index invitations_of_room on invitations (room_id)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
