import type Sqlite from 'better-sqlite3';

/** A procedure for tests: reads or sets a pragma of the writer's own connection. */
export function prepare(sqlite: Sqlite.Database): (pragma: string) => unknown {
  return (pragma) => sqlite.pragma(pragma, { simple: true });
}
