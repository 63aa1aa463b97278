import type { School } from '../school.ts';

/** What a user is writing, by the ids of the rooms. */
export async function readDrafts(
  db: School['database']['db'],
  userId: number,
): Promise<Map<number, { text: string; ts: number }>> {
  const rows = await db
    .selectFrom('drafts')
    .select(['room_id', 'text', 'at'])
    .where('user_id', '=', userId)
    .where('text', '<>', '')
    .execute();
  return new Map(rows.map((row) => [row.room_id, { text: row.text, ts: row.at }]));
}

/** The row of a draft that was removed holds the place of its entry in the inbox, and nothing when that is gone. */
export async function pruneDrafts({ database }: School): Promise<void> {
  await database.db
    .deleteFrom('drafts')
    .where('text', '=', '')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('inbox_entries')
            .select('kind')
            .whereRef('inbox_entries.user_id', '=', 'drafts.user_id')
            .whereRef('inbox_entries.seq', '=', 'drafts.inbox_seq'),
        ),
      ),
    )
    .execute();
}
