import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';

/** Keeps a device's token for push; the newest hundred of a user stay. Nothing is sent yet. */
export async function addPushToken(school: School, userId: number, token: string): Promise<void> {
  if (token.length > 4_096) throw fail('invalid_token');
  const { db } = school.database;
  await db
    .insertInto('push_tokens')
    .values({ user_id: userId, token, at: school.clock.now() })
    .onConflict((same) => same.columns(['user_id', 'token']).doUpdateSet({ at: school.clock.now() }))
    .execute();
  const kept = db
    .selectFrom('push_tokens')
    .select('token')
    .where('user_id', '=', userId)
    .orderBy('at', 'desc')
    .limit(100);
  await db.deleteFrom('push_tokens').where('user_id', '=', userId).where('token', 'not in', kept).execute();
}
