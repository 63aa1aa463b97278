import type { User } from '../accounts/access.ts';
import { hashSecret } from '../accounts/secrets.ts';
import { writeAudit } from '../audit.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import type { Room } from './access.ts';
import { countMembers } from './members-of.ts';
import { isMember } from './own-room.ts';

type Db = School['database']['db'] | Trx;

/** What an invitation leads to; `id` is what the audit calls it by. */
type Invitation = { id: number; room: Room; expires: number; madeBy: Pick<User, 'username' | 'nickname'> };

/** What stands behind a token. Throws `This invitation is not good…`, the same for every reason. */
export async function getInvitation(db: Db, school: School, token: string): Promise<Invitation> {
  const row = await db
    .selectFrom('invitations')
    .innerJoin('rooms', 'rooms.id', 'invitations.room_id')
    .innerJoin('users', 'users.id', 'invitations.made_by')
    .select(['invitations.id', 'invitations.expires_at', 'username', 'nickname'])
    .select(['rooms.id as roomId', 'code', 'name', 'kind', 'owner_id as ownerId'])
    .where('hash', '=', hashSecret(token))
    .where('deleted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', school.clock.now())
    .whereRef('uses', '<', 'max_uses')
    .executeTakeFirst();
  if (row === undefined) throw fail('invalid_invitation');
  const { id, expires_at: expires, username, nickname, roomId, ...room } = row;
  return { id, expires, madeBy: { username, nickname }, room: { id: roomId, ...room } };
}

/** Takes one use of an invitation in the transaction of the joining; false when others were quicker, or it is over. */
export async function useInvitation(
  trx: Trx,
  school: School,
  { id, room, user }: { id: number; room: Room; user: Pick<User, 'id'> },
): Promise<boolean> {
  const used = await trx
    .updateTable('invitations')
    .set((is) => ({ uses: is('uses', '+', 1) }))
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', school.clock.now())
    .whereRef('uses', '<', 'max_uses')
    .where('room_id', 'in', trx.selectFrom('rooms').select('id').where('deleted_at', 'is', null))
    .executeTakeFirst();
  if (used.numUpdatedRows === 0n) return false;
  await writeAudit(trx, school, {
    actorId: user.id,
    action: 'join by invitation',
    target: `room ${room.code}`,
    detail: { invitation: id },
  });
  return true;
}

/** Where an invitation leads, for one who thinks about it. */
export async function showInvitation(school: School, viewer: SignedIn, token: string) {
  const { db } = school.database;
  const { room, madeBy, expires } = await getInvitation(db, school, token);
  const { description } = await db
    .selectFrom('rooms')
    .select('description')
    .where('id', '=', room.id)
    .executeTakeFirstOrThrow();
  return {
    room_code: room.code,
    room_name: room.name,
    kind: room.kind,
    description,
    by: madeBy.username,
    by_nickname: madeBy.nickname,
    member_count: await countMembers(school, room.id),
    is_member: await isMember(db, room.id, viewer.userId),
    expires,
  };
}
