import { type Kysely, sql } from 'kysely';

/**
 * The words in files, by their bytes. `no` counts up in the order of the commits and never comes again, so that the search can ask for
 * what it has not seen; the counter is the setting `file_texts`.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table file_texts (
    blob_id text not null primary key references blobs on delete cascade, no bigint not null unique, text text)`.execute(
    db,
  );
}
