import type { InvitationView } from '../../contract/invitations.ts';
import { hashSecret, newToken } from '../accounts/secrets.ts';
import { writeAudit } from '../audit.ts';
import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { accessOwnRoom, findRoom, type Room } from './access.ts';
import { lockHead } from './log.ts';
import { isArchived } from './room-edit.ts';

const HOUR = 3_600_000;
const USUAL_HOURS = 168;
const MOST_HOURS = 720;
const USUAL_USES = 100;
const MOST_USES = 1_000;
/** Good ones at a time, of one room. */
const MOST_INVITATIONS = 50;
/** How long one that is over is kept, so that the audit's number still means something to the owner. */
const KEPT_FOR = 30 * 24 * HOUR;

type Db = School['database']['db'] | Trx;

/**
 * Makes an invitation into a room, for its owner and admins. The token is told here and never again: only its hash is kept. Throws
 * the refusals of `/create_invitation`.
 */
export async function createInvitation(
  school: School,
  {
    room,
    by,
    hours = USUAL_HOURS,
    maxUses = USUAL_USES,
  }: { room: Room; by: SignedIn; hours?: number; maxUses?: number },
): Promise<{ id: number; token: string; expires: number; max_uses: number }> {
  accessOwnRoom(by, room);
  if (hours < 1 || hours > MOST_HOURS) throw fail('invalid_hours');
  if (maxUses < 1 || maxUses > MOST_USES) throw fail('invalid_uses');
  const token = newToken();
  const now = school.clock.now();
  const expires = now + hours * HOUR;
  const id = await transaction(school.database, async (trx) => {
    await lockHead(trx, room.id);
    await accessPresent(trx, by, room);
    if ((await goodOnes(trx, room.id, now).execute()).length >= MOST_INVITATIONS) throw fail('too_many_invitations');
    const made = await trx
      .insertInto('invitations')
      .values({
        hash: hashSecret(token),
        room_id: room.id,
        made_by: by.userId,
        created_at: now,
        expires_at: expires,
        max_uses: maxUses,
        uses: 0,
        revoked_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await writeAudit(trx, school, {
      actorId: by.userId,
      action: 'invite to room',
      target: `room ${room.code}`,
      detail: { invitation: made.id, hours, uses: maxUses },
    });
    return made.id;
  });
  return { id, token, expires, max_uses: maxUses };
}

/** The rule and the room's state again, with its head held: whoever handed it over, archived or deleted it meanwhile came first. */
async function accessPresent(trx: Trx, by: SignedIn, room: Room): Promise<void> {
  const present = await findRoom(trx, room.code);
  if (present === undefined) throw fail('chat_not_found');
  accessOwnRoom(by, present);
  if (await isArchived(trx, room.id)) throw fail('chat_archived');
}

/** The invitations of a room that are still good, the latest first, for its owner and admins. */
export async function invitationsOf(school: School, by: SignedIn, room: Room): Promise<InvitationView[]> {
  accessOwnRoom(by, room);
  const rows = await goodOnes(school.database.db, room.id, school.clock.now()).execute();
  return rows.map(({ id, username, nickname, created_at: created, expires_at: expires, max_uses, uses }) => {
    return { id, by: username, by_nickname: nickname, created, expires, max_uses, uses };
  });
}

/** Ends an invitation, for the owner and admins. Throws `Invitation not found`, also of another room's. */
export async function revokeInvitation(
  school: School,
  { room, by, id }: { room: Room; by: SignedIn; id: number },
): Promise<void> {
  accessOwnRoom(by, room);
  await transaction(school.database, async (trx) => {
    const now = school.clock.now();
    const good = await goodOnes(trx, room.id, now)
      .where('invitations.id', '=', Math.min(id, 2 ** 31 - 1))
      .execute();
    if (good.length === 0) throw fail('invitation_not_found');
    await trx.updateTable('invitations').set({ revoked_at: now }).where('id', '=', id).execute();
    await writeAudit(trx, school, {
      actorId: by.userId,
      action: 'revoke invitation',
      target: `room ${room.code}`,
      detail: { invitation: id },
    });
  });
}

/** Those that are long over. */
export async function pruneInvitations({ database, clock }: School): Promise<void> {
  await database.db
    .deleteFrom('invitations')
    .where('expires_at', '<', clock.now() - KEPT_FOR)
    .execute();
}

function goodOnes(db: Db, roomId: number, now: number) {
  return db
    .selectFrom('invitations')
    .innerJoin('users', 'users.id', 'made_by')
    .select(['invitations.id', 'username', 'nickname', 'invitations.created_at', 'expires_at', 'max_uses', 'uses'])
    .where('room_id', '=', roomId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .whereRef('uses', '<', 'max_uses')
    .orderBy('invitations.id', 'desc');
}
