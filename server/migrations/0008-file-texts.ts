import { type Kysely, sql } from 'kysely';

/**
 * The words in files, by their bytes. `no` counts up in the order of the commits and never comes again, so that the search can ask for
 * what it has not seen; the last one stands in a row of its own, which outlives the text that had it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`create table file_texts (
      blob_id text not null primary key references blobs on delete cascade, no bigint not null unique, text text)`,
    sql`create table file_text_count (id integer not null primary key, last_no bigint not null)`,
    sql`insert into file_text_count values (1, 0)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
