import { type Kysely, sql } from 'kysely';
import type { Engine } from '../kernel/db/engine.ts';

/**
 * The first shape of a school: accounts, files, rooms as logs, courses.
 * Times are milliseconds since the epoch. Ids are integers that never leave the server, files' ids excepted.
 */
export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const id =
    engine === 'sqlite'
      ? sql`integer primary key autoincrement`
      : sql`integer generated always as identity primary key`;
  const withoutRowid = engine === 'sqlite' ? sql`without rowid` : sql``;

  const statements = [
    sql`create table settings (name text not null primary key, value text not null)`,
    sql`create table audit (
      id ${id}, at bigint not null, actor_id integer, action text not null, target text not null,
      detail text not null, seal text)`,
    sql`create index audit_unsealed on audit (id) where seal is null`,

    sql`create table users (
      id ${id}, username text not null, username_key text not null unique, username_skeleton text not null,
      nickname text not null, nickname_skeleton text not null,
      role text not null check (role in ('student', 'instructor', 'admin')),
      password_hash text not null, answer_hash text, reset_notice_at bigint,
      created_at bigint not null, disabled_at bigint)`,
    sql`create index users_staff_names on users (username_skeleton) where role <> 'student'`,
    sql`create table sessions (
      token_hash text not null primary key, user_id integer not null references users, agent text not null,
      created_at bigint not null, used_at bigint not null, expires_at bigint not null)`,
    sql`create index sessions_of_user on sessions (user_id)`,
    sql`create table devices (
      token_hash text not null primary key, user_id integer not null references users, used_at bigint not null)`,
    sql`create table codes (
      hash text not null primary key, role text not null check (role in ('instructor', 'admin')),
      single_use integer not null, created_at bigint not null, expires_at bigint, used_at bigint)`,
    sql`create table recovery_codes (
      hash text not null primary key, user_id integer not null references users, expires_at bigint not null)`,
    sql`create table attempts (id ${id}, kind text not null, subject text not null, at bigint not null)`,
    sql`create index attempts_by_subject on attempts (kind, subject, at)`,
    sql`create table push_tokens (user_id integer not null references users, token text not null, at bigint not null,
      primary key (user_id, token))`,

    sql`create table files (
      id text not null primary key, name text not null, size bigint not null, sha256 text not null, type text not null,
      uploader_id integer references users, created_at bigint not null)`,

    sql`create table rooms (
      id ${id}, code text not null unique, name text not null,
      kind text not null check (kind in ('group', 'course', 'direct')),
      owner_id integer not null references users, created_at bigint not null)`,
    // A narrow table of its own: every change of a room locks and rewrites this row and no other.
    sql`create table room_heads (
      room_id integer not null primary key references rooms, last_seq integer not null, last_no integer not null)`,
    sql`create table members (
      room_id integer not null references rooms, user_id integer not null references users,
      joined_at bigint not null, joined_seq integer not null, primary key (room_id, user_id)) ${withoutRowid}`,
    sql`create index members_of_user on members (user_id, room_id)`,
    // Clustered by room on SQLite, so that a page of messages is a page of the disk.
    sql`create table entries (
      room_id integer not null, seq integer not null, kind text not null, no integer, user_id integer not null,
      client_id text, text text, file_ids text, target_seq integer, rev integer not null default 0, data text,
      at bigint not null, primary key (room_id, seq)) ${withoutRowid}`,
    // client_id first: the ids that the server makes grow, so its inserts stay on one page.
    sql`create unique index entries_client_id on entries (client_id, room_id, user_id) where client_id is not null`,
    sql`create table attachments (
      file_id text not null, room_id integer not null, seq integer not null,
      primary key (file_id, room_id, seq)) ${withoutRowid}`,

    sql`create table courses (
      id ${id}, code text not null unique, name text not null, instructor_id integer not null references users,
      room_id integer not null unique references rooms, created_at bigint not null)`,
    sql`create table course_people (
      course_id integer not null references courses, user_id integer not null references users,
      role text not null check (role in ('student', 'assistant')), joined_at bigint not null,
      primary key (course_id, user_id)) ${withoutRowid}`,
    sql`create index course_people_of_user on course_people (user_id, course_id)`,
    sql`create table posts (
      id ${id}, course_id integer not null references courses,
      section text not null check (section in ('announcement', 'assignment', 'content')),
      title text not null, body text not null, author_id integer not null references users,
      due_at bigint, at bigint not null, rev integer not null default 0, unique (course_id, section, title))`,
    sql`create index posts_newest on posts (course_id, section, at)`,
    sql`create table post_files (
      post_id integer not null references posts, position integer not null, file_id text not null,
      primary key (post_id, position)) ${withoutRowid}`,
    sql`create index post_files_of_file on post_files (file_id)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
