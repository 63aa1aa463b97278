import type { ReportView } from '../../contract/reports.ts';
import { getUser } from '../accounts/access.ts';
import { takeAttempt } from '../accounts/attempts.ts';
import { writeAudit } from '../audit.ts';
import { transaction } from '../kernel/db/database.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail, failMissing } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import type { Room } from './access.ts';
import { LAST_SEQ } from './log.ts';
import { isMember } from './own-room.ts';

const MOST_CHARACTERS = 1_000;
const MOST_IN_A_PAGE = 100;
const USUAL_PAGE = 50;

type Subject = { seq: number; userId: number; text: string };
type State = ReportView['state'];

/**
 * Tells staff of a message, or of a person of a room. The same report twice is one, open again. The text goes along as it is now: it is
 * all that staff see of a conversation they do not read. Answers the report's id. Throws the refusals of `/report_message`.
 */
export async function addReport(
  school: School,
  { room, by, reason, ...what }: { room: Room; by: SignedIn; reason: string; id?: number; username?: string },
): Promise<number> {
  requireShort(reason);
  const subject = await findSubject(school, room, what);
  if (subject.userId === by.userId) throw fail('yourself');
  await takeAttempt(school, 'report', `user ${by.userId}`);
  const id = await transaction(school.database, async (trx) => {
    const at = school.clock.now();
    const told = { reason, text: subject.text, state: 'open', at } as const;
    const report = await trx
      .insertInto('reports')
      .values({
        room_id: room.id,
        seq: subject.seq,
        user_id: subject.userId,
        reporter_id: by.userId,
        ...told,
        note: '',
        closed_by: null,
        closed_at: null,
      })
      .onConflict((same) =>
        same
          .columns(['room_id', 'seq', 'user_id', 'reporter_id'])
          .doUpdateSet({ ...told, closed_by: null, closed_at: null }),
      )
      .returning('id')
      .executeTakeFirstOrThrow();
    await audit(trx, school, by, 'report', { id: report.id, room: room.code });
    return report.id;
  });
  const users = room.kind === 'course' ? [room.ownerId] : [];
  school.events.emit('said', { what: 'reports' }, { admins: true, users });
  return id;
}

async function findSubject(
  school: School,
  room: Room,
  { id, username }: { id?: number; username?: string },
): Promise<Subject> {
  const { db } = school.database;
  if (id !== undefined) {
    const message = await db
      .selectFrom('entries')
      .select(['seq', 'user_id', 'text'])
      .where('room_id', '=', room.id)
      .where('seq', '=', Math.min(id, LAST_SEQ))
      .where('kind', '=', 'message')
      .executeTakeFirst();
    if (message === undefined || message.text === null) throw fail('message_not_found');
    return { seq: message.seq, userId: message.user_id, text: message.text };
  }
  if (username === undefined) throw failMissing('Username');
  const user = await getUser(db, username);
  if (!(await isMember(db, room.id, user.id))) throw fail('user_not_found');
  return { seq: 0, userId: user.id, text: '' };
}

/**
 * What was reported to the viewer, the newest first: to an instructor what concerns the own courses' rooms, to an admin everything;
 * to nobody what is reported of themselves. Throws `Only staff…`, and on a state or limit that there is not.
 */
export async function reportsFor(
  school: School,
  viewer: SignedIn,
  page: { state?: string; before?: number; limit?: number },
): Promise<{ reports: ReportView[]; open_count: number }> {
  const { before = LAST_SEQ, limit = USUAL_PAGE } = page;
  if (limit < 1 || limit > MOST_IN_A_PAGE) throw fail('invalid_limit', `1 to ${MOST_IN_A_PAGE}`);
  const state = page.state === undefined ? undefined : readState(page.state);
  const rows = await seenBy(school, viewer)
    .innerJoin('users as people', 'people.id', 'reports.user_id')
    .innerJoin('users as reporters', 'reporters.id', 'reports.reporter_id')
    .leftJoin('users as closers', 'closers.id', 'reports.closed_by')
    .select([
      'reports.id',
      'state',
      'code',
      'name',
      'rooms.kind',
      'reports.seq',
      'reports.text',
      'reason',
      'reports.at',
    ])
    .select(['note', 'closed_at'])
    .select(['people.username as user', 'people.nickname as user_nickname'])
    .select(['reporters.username as by', 'reporters.nickname as by_nickname', 'closers.username as closed_by'])
    .leftJoin('entries', (join) =>
      join
        .onRef('entries.room_id', '=', 'reports.room_id')
        .onRef('entries.seq', '=', 'reports.seq')
        .on('entries.kind', '=', 'message'),
    )
    .select('target_seq')
    .where('reports.id', '<', Math.min(before, LAST_SEQ))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'open'))
    .orderBy('reports.id', 'desc')
    .limit(limit)
    .execute();
  const { count } = await seenBy(school, viewer)
    .select((the) => the.fn.countAll<number | string>().as('count'))
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  const reports = rows.map(
    ({ code, name, seq, target_seq: thread, at, closed_at: closedAt, closed_by: closedBy, ...row }) => ({
      ...row,
      room_code: code,
      room_name: name,
      message_id: seq,
      ...(thread !== null && { thread }),
      time: school.clock.format(at),
      ts: at,
      closed_by: closedBy ?? '',
      closed_ts: closedAt,
    }),
  );
  return { reports, open_count: Number(count) };
}

/** Closes or reopens a report, for whoever sees it. Throws the refusals of `/edit_report`. */
export async function editReport(
  school: School,
  by: SignedIn,
  change: { id: number; state: string; note?: string },
): Promise<void> {
  const { id, note = '' } = change;
  requireShort(note);
  const state = readState(change.state);
  const seen = await seenBy(school, by)
    .select('code')
    .where('reports.id', '=', Math.min(id, LAST_SEQ))
    .executeTakeFirst();
  if (seen === undefined) throw fail('report_not_found');
  await transaction(school.database, async (trx) => {
    const closed =
      state === 'done' ? { closed_by: by.userId, closed_at: school.clock.now() } : { closed_by: null, closed_at: null };
    await trx
      .updateTable('reports')
      .set({ state, note, ...closed })
      .where('id', '=', id)
      .execute();
    await audit(trx, school, by, state === 'done' ? 'close report' : 'reopen report', { id, room: seen.code });
  });
}

function seenBy({ database }: School, viewer: SignedIn) {
  if (viewer.role === 'student') throw fail('staff_only');
  return database.db
    .selectFrom('reports')
    .innerJoin('rooms', 'rooms.id', 'reports.room_id')
    .where('reports.user_id', '<>', viewer.userId)
    .$if(viewer.role !== 'admin', (query) =>
      query.where('rooms.kind', '=', 'course').where('rooms.owner_id', '=', viewer.userId),
    );
}

function readState(value: string): State {
  if (value !== 'open' && value !== 'done') throw fail('invalid_state');
  return value;
}

function requireShort(text: string): void {
  if ([...text].length > MOST_CHARACTERS) throw fail('reason_too_long');
}

/** Never the reason or the text. */
async function audit(
  trx: Trx,
  school: School,
  by: SignedIn,
  action: string,
  { id, room }: { id: number; room: string },
): Promise<void> {
  await writeAudit(trx, school, { actorId: by.userId, action, target: `report ${id}`, detail: { room } });
}
