import { holdUser } from '../accounts/access.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';

/** What a user's files take, those on their way included, bytes. The same bytes count for each file that has them. */
export async function usedBy(db: School['database']['db'] | Trx, userId: number): Promise<number> {
  const sums = await Promise.all([
    db
      .selectFrom('files')
      .select((the) => the.fn.sum<number | string | null>('size').as('bytes'))
      .where('uploader_id', '=', userId)
      .executeTakeFirst(),
    db
      .selectFrom('uploads')
      .select((the) => the.fn.sum<number | string | null>('size').as('bytes'))
      .where('uploader_id', '=', userId)
      .executeTakeFirst(),
  ]);
  return sums.reduce((all, sum) => all + Number(sum?.bytes ?? 0), 0);
}

/** Holds the user's row, so that two uploads at once cannot both take the last of the space. Throws `quota_used_up`. */
export async function requireSpace(
  trx: Trx,
  { config }: Pick<School, 'config'>,
  userId: number | null,
  more: number,
): Promise<void> {
  const { userQuota } = config;
  if (userId === null || userQuota === 0) return;
  await holdUser(trx, userId);
  const used = await usedBy(trx, userId);
  if (used + more <= userQuota) return;
  throw fail(
    'quota_used_up',
    `${inMiB(used)} of ${inMiB(userQuota)} are used, and this needs ${inMiB(more)} (QUOTA_USER)`,
  );
}

function inMiB(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
