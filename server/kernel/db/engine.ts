/** What keeps the rows: a file of SQLite's, or a PostgreSQL server. */
export type Engine = 'sqlite' | 'postgres';
