import type { User } from '../accounts/access.ts';
import type { Trx } from '../school.ts';
import { type PostCard, readDetails } from './entry.ts';
import { type RoomNews, tell } from './room.ts';

/** Tells a course's room of a post: the card shows what the post is at that moment. Answers the entry's seq. */
export async function tellPost(
  trx: Trx,
  news: RoomNews,
  roomId: number,
  { user, at, card }: { user: Pick<User, 'id' | 'username'>; at: number; card: PostCard },
): Promise<number> {
  return tell(trx, news, roomId, { kind: 'post', user, at, data: kept(card), post: card });
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
function kept({ id, section, rev, title, due, deleted }: PostCard): Record<string, unknown> {
  return { post: id, section, rev, title, due, ...(deleted && { deleted }) };
}

function erased(data: string | null): string | null {
  const { post } = readDetails(data);
  return post === null ? data : JSON.stringify(kept({ ...post, title: '', due: null, deleted: true }));
}
