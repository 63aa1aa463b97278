import { type Kysely, sql } from 'kysely';

/** What people set themselves: pictures, how one enrols in a course, what is archived; how large an image is, which files a room has. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`alter table users add column picture_id text`,
    sql`alter table courses add column enrolment text not null default 'open' check (enrolment in ('open', 'code', 'closed'))`,
    sql`alter table courses add column enrolment_code text`,
    sql`alter table courses add column archived_at bigint`,
    // The room of an archived course is read only. Here as well, so that the appender asks its own tables alone.
    sql`alter table rooms add column archived_at bigint`,
    sql`alter table files add column width integer`,
    sql`alter table files add column height integer`,
    // The files of a room, newest first.
    sql`create index attachments_of_room on attachments (room_id, seq)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
