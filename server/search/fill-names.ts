import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import type { IndexStore, NameEntry } from './index-store.ts';
import { soundsOf } from './sounds.ts';

const BATCH = 500;

/** Listens to the names that are new or have changed, of rooms, courses and people. */
export async function fillNames(db: Kysely<Tables>, store: IndexStore): Promise<void> {
  const rooms = await db.selectFrom('rooms').select(['id', 'name']).where('kind', '<>', 'direct').execute();
  const courses = await db.selectFrom('courses').select(['id', 'name']).execute();
  const people = await db.selectFrom('users').select(['id', 'nickname as name']).execute();
  for (const [kind, named] of [
    ['room', rooms],
    ['course', courses],
    ['person', people],
  ] as const) {
    const known = await store.names(kind);
    const news = named.filter(({ id, name }) => known.get(id) !== name);
    for (let start = 0; start < news.length; start += BATCH) {
      await store.putNames(
        news.slice(start, start + BATCH).map(({ id, name }): NameEntry => ({ kind, id, name, sounds: soundsOf(name) })),
      );
    }
  }
}
