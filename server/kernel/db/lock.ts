import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { codeOf, DatabaseRefused } from './errors.ts';

/**
 * Makes the folder of data if it is missing (mode 0700) and takes it for this process alone. Refused with one sentence when
 * another process holds it, or when it cannot be written.
 *
 * The lock is SQLite's own on a tiny file: the system drops it with the process, kill -9 included, and no stale file has to be
 * judged. SQLite also keeps a second lock of the same process out, which a lock of the system alone would not.
 */
export function lockDataDir(dataDir: string): { release(): void } {
  makeDataDir(dataDir);
  let sqlite: Sqlite.Database | undefined;
  try {
    sqlite = new Sqlite(join(dataDir, 'lock.db'), { timeout: 0 });
    // A journal in memory: an exclusive transaction that writes nothing leaves nothing beside the file.
    sqlite.pragma('journal_mode = MEMORY');
    sqlite.exec('begin exclusive');
  } catch (error) {
    sqlite?.close();
    throw refusal(dataDir, error);
  }
  const lock = sqlite;
  held.add(lock);
  return {
    release() {
      held.delete(lock);
      lock.close();
    },
  };
}

/** A connection that nobody refers to would be collected, and its lock with it. */
const held = new Set<Sqlite.Database>();

/** Makes the folder of data if it is missing; refused with one sentence when it cannot. */
export function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw refusal(dataDir, error);
  }
}

function refusal(dataDir: string, error: unknown): DatabaseRefused {
  const code = codeOf(error);
  if (code === 'SQLITE_BUSY') {
    return new DatabaseRefused(
      `The folder of data ${dataDir} is in use by another process of this server: stop that one, or set DATA_DIR to another folder.`,
    );
  }
  const why =
    {
      EACCES: 'permission denied',
      EEXIST: 'a file is in its place',
      ENOTDIR: 'a file is in its path',
      EROFS: 'the file system is read-only',
    }[code] ?? (error instanceof Error ? error.message : String(error));
  return new DatabaseRefused(
    `The folder of data ${dataDir} cannot be written (${why}): set DATA_DIR to a folder that this user may write.`,
  );
}
