import type { User } from '../accounts/access.ts';
import type { School, Trx } from '../school.ts';
import { type PostCard, readDetails } from './entry.ts';
import { readMarks } from './marks.ts';
import { type RoomNews, tell } from './room.ts';

/**
 * Tells a course's room of a post: the card shows what the post is at that moment. The first is the root of the post's thread, all
 * later ones name it in `rootSeq`. Answers the entry's seq.
 */
export async function tellPost(
  trx: Trx,
  news: RoomNews,
  roomId: number,
  {
    user,
    at,
    card,
    rootSeq,
  }: { user: Pick<User, 'id' | 'username'>; at: number; card: PostCard; rootSeq: number | null },
): Promise<number> {
  return tell(trx, news, roomId, { kind: 'post', user, at, data: kept(card), post: card, targetSeq: rootSeq });
}

/** How many replies there are in the threads below these cards, by their seqs. */
export async function repliesBelow(
  db: School['database']['db'] | Trx,
  roomId: number,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (seqs.length === 0) return new Map();
  const rows = await db
    .selectFrom('entries')
    .select(['seq', 'marks'])
    .where('room_id', '=', roomId)
    .where('seq', 'in', seqs)
    .where('marks', 'is not', null)
    .execute();
  return new Map(rows.map(({ seq, marks }) => [seq, readMarks(marks).replies?.count ?? 0]));
}

/** A post is gone: what the room's earlier entries say of it is erased, they are cards of a deleted post from here on. */
export async function erasePostCards(trx: Trx, roomId: number, postId: number): Promise<void> {
  const entries = await trx
    .selectFrom('entries')
    .select(['seq', 'data'])
    .where('room_id', '=', roomId)
    .where('kind', '=', 'post')
    .where('data', 'like', `{"post":${postId},%`)
    .execute();
  for (const { seq, data } of entries) {
    await trx
      .updateTable('entries')
      .set({ data: erased(data) })
      .where('room_id', '=', roomId)
      .where('seq', '=', seq)
      .execute();
  }
}

/** `post` is first: that is how the entries of one post are found. */
function kept({
  id,
  section,
  rev,
  title,
  due,
  deleted,
  changed,
  due_before: before,
}: PostCard): Record<string, unknown> {
  const change = { ...(changed.length > 0 && { changed }), ...(before !== undefined && { due_before: before }) };
  return { post: id, section, rev, ...change, title, due, ...(deleted && { deleted }) };
}

function erased(data: string | null): string | null {
  const { post } = readDetails(data);
  if (post === null) return data;
  const { id, section, rev } = post;
  return JSON.stringify(kept({ id, section, rev, title: '', due: null, deleted: true, changed: [] }));
}
