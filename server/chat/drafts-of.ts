import type { School } from '../school.ts';

/** `thread`: 0 for the room itself. */
type Draft = { thread: number; text: string; ts: number };

/** What a user is writing, by the ids of the rooms; in each in order of the threads. */
export async function readDrafts(db: School['database']['db'], userId: number): Promise<Map<number, Draft[]>> {
  const rows = await db
    .selectFrom('drafts')
    .select(['room_id', 'thread_seq', 'text', 'at'])
    .where('user_id', '=', userId)
    .where('text', '<>', '')
    .orderBy('thread_seq')
    .execute();
  const drafts = new Map<number, Draft[]>();
  for (const { room_id: roomId, thread_seq: thread, text, at: ts } of rows) {
    const inRoom = drafts.get(roomId) ?? [];
    drafts.set(roomId, inRoom);
    inRoom.push({ thread, text, ts });
  }
  return drafts;
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
