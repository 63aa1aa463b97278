import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type Cursor, type IndexEntry, inRoom, type Step } from './index-entry.ts';
import type { IndexStore } from './index-store.ts';
import { INDEX_VERSION } from './tables.ts';

export function indexPath(dataDir: string): string {
  return join(dataDir, 'search.db');
}

const TABLES = `
  create table search_state (name text not null primary key, value text not null) without rowid;
  create table search_rooms (room_id integer primary key, seq integer not null, at integer not null);
  create table search_docs (id integer primary key, room_id integer not null, is_post integer not null, ref integer not null);
  create unique index search_docs_of on search_docs (room_id, is_post, ref);
  create table search_names (kind text not null, id integer not null, name text not null, sounds text not null,
    primary key (kind, id)) without rowid;
  create virtual table search_words using fts5(tokens, content='', contentless_delete=1, detail=none,
    tokenize="ascii tokenchars '~+@:'");
  -- Fewer pieces to look into: a search reads the beginning of each one for each of its words and rooms.
  insert into search_words (search_words, rank) values ('automerge', 2);
`;

/**
 * Makes the file where it is missing, of another version, broken, or not of this school (`isOf` says so of its cursors): what is in it
 * can always be made again. It is no part of the school's durability, so a commit does not wait for the disk; the log of SQLite keeps
 * the file whole, and the cursors stand or fall with what they tell of. Answers the cursors.
 */
export async function openIndexFile(
  dataDir: string,
  isOf: (cursors: readonly Cursor[]) => Promise<boolean>,
): Promise<Cursor[]> {
  const path = indexPath(dataDir);
  try {
    const cursors = lookInto(path);
    if (cursors !== undefined && (await isOf(cursors))) return cursors;
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError)) throw error;
  }
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
  const sqlite = openToWrite(path);
  sqlite.exec(`begin; ${TABLES}; insert into search_state values ('version', '${INDEX_VERSION}'); commit`);
  sqlite.close();
  return [];
}

function lookInto(path: string): Cursor[] | undefined {
  const sqlite = openToWrite(path);
  try {
    const there = sqlite.prepare("select 1 from sqlite_master where name = 'search_state'").get();
    if (there === undefined) return undefined;
    const version = sqlite.prepare<[], string>("select value from search_state where name = 'version'").pluck().get();
    if (version !== INDEX_VERSION) return undefined;
    return sqlite.prepare<[], Cursor>('select room_id as roomId, seq, at from search_rooms').all();
  } finally {
    sqlite.close();
  }
}

function openToWrite(path: string): Sqlite.Database {
  const sqlite = new Sqlite(path, { timeout: 5_000 });
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = NORMAL');
  sqlite.pragma('cache_size = -16000');
  return sqlite;
}

/** How many pages are merged at once while nothing else is to be done. */
const MERGE_PAGES = 200;

export function openSqliteStore(dataDir: string): IndexStore {
  const sqlite = openToWrite(indexPath(dataDir));
  const find = sqlite
    .prepare<[number, number, number], number>(
      'select id from search_docs where room_id = ? and is_post = ? and ref = ?',
    )
    .pluck();
  const isTaken = sqlite.prepare<[number], number>('select 1 from search_docs where id = ?').pluck();
  const removeDoc = sqlite.prepare<[number]>('delete from search_docs where id = ?');
  const removeWords = sqlite.prepare<[number]>('delete from search_words where rowid = ?');
  const addDoc = sqlite.prepare<[number, number, number, number]>('insert into search_docs values (?, ?, ?, ?)');
  const addWords = sqlite.prepare<[number, string]>('insert into search_words (rowid, tokens) values (?, ?)');
  const move = sqlite.prepare<[number, number, number]>(
    'insert into search_rooms values (?, ?, ?) on conflict (room_id) do update set seq = excluded.seq, at = excluded.at',
  );
  const addName = sqlite.prepare<[string, number, string, string]>(
    'insert or replace into search_names values (?, ?, ?, ?)',
  );
  const merge = sqlite.prepare<[number]>(`insert into search_words (search_words, rank) values ('merge', ?)`);
  const changes = sqlite.prepare<[], number>('select total_changes()').pluck();

  function putOne({ roomId, isPost, ref, id, tokens }: IndexEntry): void {
    const old = find.get(roomId, isPost ? 1 : 0, ref);
    if (old !== undefined) {
      removeWords.run(old);
      removeDoc.run(old);
    }
    if (tokens === null) return;
    let free = id;
    while (isTaken.get(free) !== undefined) free++;
    addDoc.run(free, roomId, isPost ? 1 : 0, ref);
    addWords.run(free, tokens.map((token) => inRoom(roomId, token)).join(' '));
  }
  const putAll = sqlite.transaction((entries: readonly IndexEntry[], steps: readonly Step[]) => {
    // In order of their numbers: FTS5 would begin another piece for each that goes back.
    for (const entry of entries.toSorted((a, b) => a.id - b.id)) putOne(entry);
    for (const { roomId, seq, at } of steps) move.run(roomId, seq, at);
  });
  let mergeFrom = -MERGE_PAGES;

  return {
    async cursors() {
      const rows = sqlite.prepare<[], { room_id: number; seq: number }>('select room_id, seq from search_rooms').all();
      return new Map(rows.map((row) => [row.room_id, row.seq]));
    },
    async put(entries, steps) {
      putAll(entries, steps);
      mergeFrom = -MERGE_PAGES;
      return true;
    },
    async names(kind) {
      const rows = sqlite
        .prepare<[string], { id: number; name: string }>('select id, name from search_names where kind = ?')
        .all(kind);
      return new Map(rows.map((row) => [row.id, row.name]));
    },
    async putNames(names) {
      sqlite.transaction(() => {
        for (const { kind, id, name, sounds } of names) addName.run(kind, id, name, sounds);
      })();
    },
    async tidy() {
      const before = changes.get() ?? 0;
      // Negative: begin to make one piece of all; positive: go on with that.
      merge.run(mergeFrom);
      mergeFrom = MERGE_PAGES;
      return (changes.get() ?? 0) - before >= 2;
    },
    async close() {
      sqlite.close();
    },
  };
}
