import type { School } from '../school.ts';

/** The usernames of these users, and perhaps of others. */
export type Usernames = (ids: ReadonlySet<number>) => Promise<ReadonlyMap<number, string>>;

/** Usernames never change, so what was read once stays true: the one thing of a user that may be remembered. */
export function createUsernames(school: Pick<School, 'database'>): Usernames {
  const known = new Map<number, string>();
  return async (ids) => {
    const unknown = [...ids].filter((id) => !known.has(id));
    if (unknown.length === 0) return known;
    const rows = await school.database.db
      .selectFrom('users')
      .select(['id', 'username'])
      .where('id', 'in', unknown)
      .execute();
    for (const row of rows) known.set(row.id, row.username);
    return known;
  };
}
