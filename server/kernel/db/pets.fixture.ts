import type { TestContext } from 'node:test';
import { sql, type Generated } from 'kysely';
import { freshDatabase, type Engine } from '../../../test/engines.ts';
import { openDatabase, type Database, type DatabaseOptions } from './database.ts';
import type { Migration } from './migrate.ts';

export type Pets = { pets: { id: Generated<number>; name: string; age: number } };

export const first: Migration = {
  name: '0001-pets',
  async up(db, engine) {
    const id =
      engine === 'sqlite'
        ? sql`integer primary key autoincrement`
        : sql`integer generated always as identity primary key`;
    await sql`create table pets (id ${id}, name text not null unique, age bigint not null)`.execute(db);
  },
};
export const second: Migration = {
  name: '0002-owners',
  up: async (db) => void (await sql`create table owners (name text)`.execute(db)),
};
export const broken: Migration = {
  name: '0002-broken',
  async up(db) {
    await sql`create table half (name text)`.execute(db);
    await sql`insert into nowhere values (1)`.execute(db);
  },
};

export async function open(
  t: TestContext,
  engine: Engine,
  options: Partial<DatabaseOptions> = {},
): Promise<Database<Pets> & { place: DatabaseOptions }> {
  const fresh = await freshDatabase(engine);
  const place = { dataDir: fresh.dataDir, url: fresh.url, migrations: [first] };
  const database = await openDatabase<Pets>({ ...place, ...options });
  t.after(async () => {
    await database.close();
    await fresh.drop();
  });
  return { ...database, place };
}

export function add(database: Database<Pets>, name: string, age = 3): Promise<{ id: number }> {
  return database.db.insertInto('pets').values({ name, age }).returning('id').executeTakeFirstOrThrow();
}

export async function names(database: Database<Pets>, through: 'db' | 'slow' = 'db'): Promise<string[]> {
  const rows = await database[through].selectFrom('pets').select('name').orderBy('id').execute();
  return rows.map((row) => row.name);
}
