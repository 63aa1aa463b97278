import { writeAudit } from '../audit.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import type { School, Trx } from '../school.ts';

/** Gives a user a picture, or takes it; answers the one there was. Concurrent changes come one after the other. */
export async function changePicture(
  trx: Trx,
  school: School,
  { userId, username }: SignedIn,
  picture: string | null,
): Promise<string | null> {
  const { picture_id: earlier } = await trx
    .selectFrom('users')
    .select('picture_id')
    .where('id', '=', userId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (earlier === picture) return null;
  await trx.updateTable('users').set({ picture_id: picture }).where('id', '=', userId).execute();
  const action = picture === null ? 'remove picture' : 'change picture';
  await writeAudit(trx, school, { actorId: userId, action, target: username });
  return earlier;
}

/** Whether this is the user's present picture. */
export async function hasPicture(school: School, userId: number, picture: string): Promise<boolean> {
  const user = await school.database.db
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .where('picture_id', '=', picture)
    .executeTakeFirst();
  return user !== undefined;
}
