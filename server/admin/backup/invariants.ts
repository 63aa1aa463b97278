import { type RawBuilder, sql } from 'kysely';
import type { School } from '../../school.ts';

/**
 * What must be true of every school, whatever its engine: rooms are logs without gaps, whose heads are their ends, and rows refer
 * to rows that are there. Answers a sentence for each thing that is not so.
 */
export async function brokenInvariants(db: School['database']['db']): Promise<string[]> {
  const broken: string[] = [];
  for (const [what, query] of Object.entries(checks)) {
    const { rows } = await query.execute(db);
    const first = rows[0];
    if (first !== undefined) broken.push(`${what} (first: ${JSON.stringify(first)})`);
  }
  return broken;
}

const checks: Record<string, RawBuilder<object>> = {
  'a room has a gap in its log, or its head is not its end': sql`
    select room_heads.room_id, last_seq from room_heads
    left join (select room_id, count(*) as entries, max(seq) as newest, min(seq) as oldest from entries group by room_id) as log
      on log.room_id = room_heads.room_id
    where last_seq <> coalesce(newest, 0) or coalesce(entries, 0) <> last_seq or coalesce(oldest, 1) <> 1 limit 1`,
  'a room counts its messages wrongly': sql`
    select room_heads.room_id, last_no from room_heads
    left join (
      select room_id, count(distinct no) as messages, max(no) as newest, min(no) as oldest from entries
      where no is not null group by room_id) as log
      on log.room_id = room_heads.room_id
    where last_no <> coalesce(newest, 0) or coalesce(messages, 0) <> last_no or coalesce(oldest, 1) <> 1 limit 1`,
  'a room has no head': sql`
    select id from rooms where not exists (select 1 from room_heads where room_id = rooms.id) limit 1`,
  'an entry is of nobody, or in no room': sql`
    select room_id, seq from entries
    where not exists (select 1 from rooms where id = room_id) or not exists (select 1 from users where id = user_id) limit 1`,
  'somebody is in no room, or nobody is in one': sql`
    select room_id, user_id from members
    where not exists (select 1 from rooms where id = room_id) or not exists (select 1 from users where id = user_id) limit 1`,
  'a file is carried by an entry that is not there': sql`
    select file_id, room_id, seq from attachments
    where not exists (
      select 1 from entries where entries.room_id = attachments.room_id and entries.seq = attachments.seq) limit 1`,
  'an entry is about one that is not there': sql`
    select room_id, seq from entries where target_seq is not null and not exists (
      select 1 from entries as target where target.room_id = entries.room_id and target.seq = entries.target_seq) limit 1`,
  'a text from before an edit, a mention or a follower is of an entry that is not there': sql`
    select room_id, seq from (
      select room_id, seq from revisions union all select room_id, seq from mentions
      union all select room_id, seq from thread_follows) as kept
    where not exists (
      select 1 from entries where entries.room_id = kept.room_id and entries.seq = kept.seq) limit 1`,
  'a file has no bytes, or others than it says': sql`
    select id from files where not exists (
      select 1 from blobs where blobs.id = blob_id and blobs.sha256 = files.sha256 and blobs.size = files.size) limit 1`,
  'somebody has a picture that is not there': sql`
    select id, picture_id from users
    where picture_id is not null and not exists (select 1 from files where files.id = picture_id) limit 1`,
  'a conversation of two is not of the two': sql`
    select rooms.id from rooms left join directs on directs.room_id = rooms.id
    where kind = 'direct' and (directs.room_id is null or (select count(*) from members where members.room_id = rooms.id
      and user_id in (low_id, high_id)) <> 2) limit 1`,
  'somebody is in a room that is deleted': sql`
    select room_id, user_id from members where room_id in (select id from rooms where deleted_at is not null) limit 1`,
  'somebody is in a course and not in its group': sql`
    select course_id, user_id from course_people
    where not exists (
      select 1 from courses inner join members on members.room_id = courses.room_id
      where courses.id = course_id and members.user_id = course_people.user_id) limit 1`,
};
