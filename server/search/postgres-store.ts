import { type Kysely, sql } from 'kysely';
import { type IndexEntry, inRoom, type Seen, type Step } from './index-entry.ts';
import type { IndexStore } from './index-store.ts';
import type { SearchTables } from './tables.ts';

/** Whoever has it fills the index: one of the processes of a school, and for one batch. */
const FILLING = 7_163_911;

export function openPostgresStore(db: Kysely<SearchTables>): IndexStore {
  return {
    async cursors() {
      const rows = await db.selectFrom('search_rooms').select(['room_id', 'seq']).execute();
      return new Map(rows.map((row) => [row.room_id, row.seq]));
    },
    async put(entries, steps, seen = []) {
      return db.transaction().execute(async (trx) => {
        const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${FILLING}) as mine`.execute(
          trx,
        );
        if (rows[0]?.mine !== true || (await isBehind(trx, [...steps, ...seen]))) return false;
        await putEntries(trx, entries);
        await putSteps(trx, steps);
        return true;
      });
    },
    async names(kind) {
      const rows = await db.selectFrom('search_names').select(['id', 'name']).where('kind', '=', kind).execute();
      return new Map(rows.map((row) => [row.id, row.name]));
    },
    async putNames(names) {
      const rows = JSON.stringify(names);
      await sql`insert into search_names (kind, id, name, sounds)
        select kind, id, name, sounds from json_to_recordset(${rows}::json) as t(kind text, id integer, name text, sounds text)
        on conflict (kind, id) do update set name = excluded.name, sounds = excluded.sounds`.execute(db);
    },
    // The server cleans up after itself.
    tidy: async () => false,
    close: () => db.destroy(),
  };
}

async function putEntries(trx: Kysely<SearchTables>, entries: readonly IndexEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const all = JSON.stringify(entries.map(({ roomId, isPost, ref }) => [roomId, isPost ? 1 : 0, ref]));
  await sql`delete from search_docs using json_array_elements(${all}::json) as gone
    where room_id = (gone->>0)::integer and is_post = (gone->>1)::integer and ref = (gone->>2)::integer`.execute(trx);
  const there = entries.filter((entry) => entry.tokens !== null);
  const free = await freeIds(trx, there);
  const rows = there.map((entry, index) => [
    free[index],
    entry.roomId,
    entry.isPost ? 1 : 0,
    entry.ref,
    tsvectorOf(entry),
  ]);
  await sql`insert into search_docs (id, room_id, is_post, ref, words)
    select (doc->>0)::bigint, (doc->>1)::integer, (doc->>2)::integer, (doc->>3)::integer, (doc->>4)::tsvector
    from json_array_elements(${JSON.stringify(rows)}::json) as doc`.execute(trx);
}

/** Where a number is taken, by another document of the same millisecond, the next one is. */
async function freeIds(trx: Kysely<SearchTables>, entries: readonly IndexEntry[]): Promise<number[]> {
  const taken = new Set<number>();
  if (entries.length > 0) {
    const ids = entries.map((entry) => entry.id);
    const { rows } = await sql<{ id: number }>`select id from search_docs
      where id between ${Math.min(...ids)} and ${Math.max(...ids) + 100_000}
        and id / 1024 in (select (value::bigint) / 1024 from json_array_elements_text(${JSON.stringify(ids)}::json))`.execute(
      trx,
    );
    for (const row of rows) taken.add(row.id);
  }
  return entries.map(({ id }) => {
    let free = id;
    while (taken.has(free)) free++;
    taken.add(free);
    return free;
  });
}

function tsvectorOf({ roomId, tokens }: IndexEntry): string {
  return (tokens ?? []).map((token) => quoted(inRoom(roomId, token))).join(' ');
}

/** A lexeme as PostgreSQL reads it. */
export function quoted(token: string): string {
  return `'${token.replaceAll(/['\\]/g, (sign) => sign + sign)}'`;
}

/** Whether another process was here since the entries were read: what it read may be newer. */
async function isBehind(trx: Kysely<SearchTables>, steps: readonly Seen[]): Promise<boolean> {
  const rooms = steps.map((step) => step.roomId);
  const rows = await trx.selectFrom('search_rooms').select(['room_id', 'seq']).where('room_id', 'in', rooms).execute();
  const there = new Map(rows.map((row) => [row.room_id, row.seq]));
  return steps.some(({ roomId, from }) => (there.get(roomId) ?? 0) !== from);
}

async function putSteps(trx: Kysely<SearchTables>, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return;
  await trx
    .insertInto('search_rooms')
    .values(steps.map(({ roomId, seq, at }) => ({ room_id: roomId, seq, at })))
    .onConflict((same) =>
      same.column('room_id').doUpdateSet((the) => ({ seq: the.ref('excluded.seq'), at: the.ref('excluded.at') })),
    )
    .execute();
}
