import type { EntryView } from '../../contract/entry.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import { entryView } from './entry-view.ts';
import { entriesOf, readRows } from './entry-rows.ts';
import { changeMessage } from './message-access.ts';
import { tell } from './room.ts';

const MOST_PINS = 100;

/**
 * Pins a message, or unpins it. In a course's room staff alone; in a group everybody, as in any group of people who trust each other:
 * what one pins another unpins. Twice is once. Throws the refusals of `/pin_message`.
 */
export async function pinMessage(
  school: School,
  by: SignedIn,
  { roomCode, id, on }: { roomCode: string; id: number; on: boolean },
): Promise<void> {
  await changeMessage(school, { by, roomCode, id }, async ({ trx, news, place, message }) => {
    if (place.kind === 'course' && !place.isStaff) throw fail('not_yours_to_pin');
    if (message.text === null) throw fail('message_not_found');
    if ((message.pinnedSeq !== null) === on) return;
    const { roomId } = place;
    if (on && (await countPins(trx, roomId)) >= MOST_PINS) throw fail('too_many_pins');
    const user = { id: by.userId, username: by.username };
    const told = { kind: on ? 'pin' : 'unpin', user, at: school.clock.now(), targetSeq: id } as const;
    const seq = await tell(trx, news, roomId, told);
    await trx
      .updateTable('entries')
      .set({ pinned_seq: on ? seq : null })
      .where('room_id', '=', roomId)
      .where('seq', '=', id)
      .execute();
  });
}

async function countPins(trx: Trx, roomId: number): Promise<number> {
  const pins = await trx
    .selectFrom('entries')
    .select('seq')
    .where('room_id', '=', roomId)
    .where('pinned_seq', 'is not', null)
    .execute();
  return pins.length;
}

type Pin = { by: string; time: string; ts: number; entry: EntryView };

/** The pinned messages of a room, the last pinned first. */
export async function pinsOf({ database: { db }, clock }: School, roomId: number): Promise<Pin[]> {
  const rows = await entriesOf(db, roomId).where('pinned_seq', 'is not', null).orderBy('pinned_seq', 'desc').execute();
  if (rows.length === 0) return [];
  const acts = await db
    .selectFrom('entries')
    .innerJoin('users', 'users.id', 'entries.user_id')
    .select(['seq', 'username', 'at'])
    .where('room_id', '=', roomId)
    .where(
      'seq',
      'in',
      rows.flatMap((row) => row.pinned_seq ?? []),
    )
    .execute();
  const actsBySeq = new Map(acts.map((act) => [act.seq, act]));
  const entries = await readRows(db, roomId, rows);
  return entries.flatMap((entry, index) => {
    const act = actsBySeq.get(rows[index]?.pinned_seq ?? 0);
    if (act === undefined) return [];
    return [{ by: act.username, time: clock.format(act.at), ts: act.at, entry: entryView(clock, entry) }];
  });
}
