import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import type { School } from '../school.ts';
import { accessRoomEdit, type Room } from './access.ts';
import { tellMembers } from './inbox.ts';
import { EVERYBODY } from './mentions.ts';
import { tell } from './room.ts';
import { changeGroup } from './room-edit.ts';

/**
 * Deletes a group: whoever is in it hears so and is out, and nothing that it carries is read by anybody any more. Its numbers and its
 * code stay, so that no device takes another group for it; what was said is erased by housekeeping, in steps. Throws the refusals of
 * `/delete_chat` to one who sees the room.
 */
export async function deleteGroup(school: School, edit: { room: Room; by: SignedIn }): Promise<void> {
  accessRoomEdit(edit.by, edit.room);
  await changeGroup(school, { ...edit, access: accessRoomEdit }, async (trx, room, doer, news, moved) => {
    const at = school.clock.now();
    await tell(trx, news, room.id, { kind: 'room_deleted', user: doer, at, data: { by: doer.id } }, doer.id);
    moved.push(...(await tellMembers(trx, room.id, { kind: 'room_removed', at })));
    const carrying = trx.selectFrom('attachments').select('seq').where('room_id', '=', room.id);
    await trx
      .updateTable('entries')
      .set({ file_ids: null })
      .where('room_id', '=', room.id)
      .where('seq', 'in', carrying)
      .execute();
    for (const table of ['attachments', 'members', 'drafts', 'invitations'] as const)
      await trx.deleteFrom(table).where('room_id', '=', room.id).execute();
    await trx.updateTable('rooms').set({ deleted_at: at, description: '' }).where('id', '=', room.id).execute();
    return { action: 'delete room', detail: { name: room.name } };
  });
}

/** So many entries of a deleted room are one transaction: others' messages wait no longer than for that. */
const STEP = 2_000;

/** Erases what was said in groups that have been deleted. */
export async function eraseDeletedRooms({ database, clock }: School): Promise<void> {
  const { db } = database;
  const rooms = await db
    .selectFrom('rooms')
    .innerJoin('room_heads', 'room_heads.room_id', 'rooms.id')
    .select(['id', 'last_seq'])
    .where('deleted_at', 'is not', null)
    .where('erased_at', 'is', null)
    .execute();
  for (const { id, last_seq: last } of rooms) {
    await eraseWhatWasMeant(database, id);
    for (let from = 0; from < last; from += STEP) await eraseWhatWasSaid(database, id, from);
    // One that was being saved just then.
    await db.deleteFrom('drafts').where('room_id', '=', id).execute();
    await db.updateTable('rooms').set({ erased_at: clock.now() }).where('id', '=', id).execute();
  }
}

/** Who was mentioned, and who followed its threads: by the keys of those who ever joined. */
async function eraseWhatWasMeant({ db }: School['database'], roomId: number): Promise<void> {
  const joined = db.selectFrom('entries').select('user_id').where('room_id', '=', roomId).where('kind', '=', 'join');
  await db
    .deleteFrom('mentions')
    .where('room_id', '=', roomId)
    .where((is) => is.or([is('user_id', '=', EVERYBODY), is('user_id', 'in', joined)]))
    .execute();
  await db.deleteFrom('thread_follows').where('room_id', '=', roomId).where('user_id', 'in', joined).execute();
}

/** The texts, as they were before edits too, the reactions and pins. */
async function eraseWhatWasSaid(database: School['database'], roomId: number, from: number): Promise<void> {
  await transaction(database, async (trx) => {
    await trx
      .updateTable('entries')
      // As a deletion does: a late retry of the message is then known by its id alone.
      .set((is) => ({ text: null, marks: null, pinned_seq: null, rev: is('rev', '+', 1) }))
      .where('room_id', '=', roomId)
      .where('seq', '>', from)
      .where('seq', '<=', from + STEP)
      .where((is) => is.or([is('text', 'is not', null), is('marks', 'is not', null)]))
      .execute();
    await trx
      .deleteFrom('revisions')
      .where('room_id', '=', roomId)
      .where('seq', '>', from)
      .where('seq', '<=', from + STEP)
      .execute();
  });
}
