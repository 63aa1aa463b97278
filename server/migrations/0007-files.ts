import { type Kysely, sql } from 'kysely';

/**
 * Bytes are kept once, however many files have them; uploads in parts have rows before they are files. Files from before keep theirs under the id of the first that has them; the
 * others' bytes are nobody's then, and the next start sweeps them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`create table blobs (
      id text not null primary key, sha256 text not null unique, size bigint not null, created_at bigint not null,
      unused_at bigint)`,
    sql`create index blobs_unused on blobs (unused_at) where unused_at is not null`,
    sql`insert into blobs (id, sha256, size, created_at)
      select min(id), sha256, min(size), min(created_at) from files group by sha256`,
    // Never null: a column that is added to a table with rows cannot say so on both engines.
    sql`alter table files add column blob_id text references blobs`,
    sql`update files set blob_id = (select blobs.id from blobs where blobs.sha256 = files.sha256)`,
    sql`create index files_of_blob on files (blob_id)`,
    sql`create table uploads (
      id text not null primary key, uploader_id integer references users, name text not null, size bigint not null,
      created_at bigint not null, blob_id text)`,
    sql`create index uploads_of_uploader on uploads (uploader_id)`,
    sql`create index uploads_of_blob on uploads (blob_id) where blob_id is not null`,
    sql`create index files_of_uploader on files (uploader_id, created_at)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
