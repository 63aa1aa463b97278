import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../server/kernel/db/database.ts';
import { migrations } from '../server/migrations/index.ts';
import type { Tables } from '../server/tables.ts';

type Place = { dataDir: string; url?: string };

/**
 * Everything that must hold in a school at rest, whatever happened to it. Answers one line for each thing that does not;
 * looks from outside, through a connection of its own that cannot write.
 */
export async function findViolations(place: Place): Promise<string[]> {
  const database = await openReadOnly(place);
  try {
    return [
      ...(await integrity(database)),
      ...(await brokenRules(database)),
      ...(await brokenFiles(database, join(place.dataDir, 'files'))),
    ];
  } finally {
    await database.close();
  }
}

export async function openReadOnly(place: Place): Promise<Database<Tables>> {
  return openDatabase<Tables>({ dataDir: place.dataDir, url: place.url, migrations, readOnly: true });
}

/** Each query finds what must not be there; its first column names it. */
const RULES = {
  'head is not the last seq': `
    select h.room_id as what from room_heads h
    where h.last_seq <> (select coalesce(max(seq), 0) from entries e where e.room_id = h.room_id)`,
  'seq has gaps': `
    select room_id as what from entries group by room_id having count(*) <> max(seq) or min(seq) <> 1`,
  'head does not count the messages': `
    select h.room_id as what from room_heads h
    where h.last_no <> (select count(*) from entries e where e.room_id = h.room_id and e.kind = 'message' and e.target_seq is null)`,
  'no is not the place among the messages': `
    select what from (
      select room_id as what, no, row_number() over (partition by room_id order by seq) as place
      from entries where kind = 'message' and target_seq is null) as numbered where no is null or no <> place`,
  'reply that does not have the no of the message before it': `
    select e.room_id as what from entries e where e.kind = 'message' and e.target_seq is not null
      and e.no <> (select count(*) from entries t where t.room_id = e.room_id and t.seq < e.seq and t.kind = 'message'
        and t.target_seq is null)`,
  'entry whose target is not there, or is later': `
    select e.room_id as what from entries e left join entries t on t.room_id = e.room_id and t.seq = e.target_seq
    where e.target_seq is not null and (t.seq is null or t.seq >= e.seq
      or (e.kind in ('message', 'post') and t.target_seq is not null)
      or (e.kind = 'post' and t.kind <> 'post') or (e.kind = 'message' and t.kind not in ('message', 'post'))
      or (e.kind not in ('message', 'post') and t.kind <> 'message'))`,
  'deleted message that left something': `
    select e.room_id as what from entries e where e.kind = 'message' and e.text is null
      and (e.file_ids is not null or e.pinned_seq is not null or e.marks like '%reactions%' or e.marks like '%mentions%'
        or exists (select 1 from revisions v where v.room_id = e.room_id and v.seq = e.seq)
        or exists (select 1 from mentions m where m.room_id = e.room_id and m.seq = e.seq))`,
  'message without an entry for each of its changes': `
    select e.room_id as what from entries e where e.kind = 'message' and e.rev <> (
      select count(*) from entries c where c.room_id = e.room_id and c.target_seq = e.seq and c.kind in ('edit', 'delete'))
      and not exists (select 1 from rooms r where r.id = e.room_id and r.deleted_at is not null)`,
  'edited message whose earlier texts are not all kept': `
    select e.room_id as what from entries e where e.kind = 'message' and e.text is not null
      and e.rev <> (select count(*) from revisions v where v.room_id = e.room_id and v.seq = e.seq)`,
  'pin without the entry that pinned': `
    select e.room_id as what from entries e left join entries p on p.room_id = e.room_id and p.seq = e.pinned_seq
    where e.pinned_seq is not null and (p.kind is null or p.kind <> 'pin' or p.target_seq <> e.seq)`,
  'mention by no message': `
    select m.room_id as what from mentions m left join entries e on e.room_id = m.room_id and e.seq = m.seq
    where e.kind is null or e.kind not in ('message', 'edit') or e.marks is null`,
  'follower of no thread': `
    select f.room_id as what from thread_follows f left join entries e on e.room_id = f.room_id and e.seq = f.seq
    where e.kind is null or e.kind not in ('message', 'post') or e.target_seq is not null`,
  'staff of a room who is no assistant, or the other way round': `
    select m.room_id as what from members m left join courses c on c.room_id = m.room_id
      left join course_people p on p.course_id = c.id and p.user_id = m.user_id and p.role = 'assistant'
    where m.staff <> case when p.user_id is null then 0 else 1 end`,
  'post whose thread does not begin with its first card': `
    select p.id as what from posts p join courses c on c.id = p.course_id
    where p.card_seq is null or p.card_seq <> (select min(e.seq) from entries e where e.room_id = c.room_id
      and e.kind = 'post' and e.data like '{"post":' || p.id || ',%')`,
  'only messages have a no': `select room_id as what from entries where kind <> 'message' and no is not null`,
  'room without a head': `
    select r.id as what from rooms r left join room_heads h on h.room_id = r.id where h.room_id is null`,
  'entry of no room or nobody': `
    select e.room_id as what from entries e left join rooms r on r.id = e.room_id left join users u on u.id = e.user_id
    where r.id is null or u.id is null`,
  'owner is no member': `
    select r.id as what from rooms r left join members m on m.room_id = r.id and m.user_id = r.owner_id where m.user_id is null and r.deleted_at is null`,
  'joins and leaves do not give the members': `
    select what from (
      select e.room_id as what, e.user_id, sum(case e.kind when 'join' then 1 else -1 end) as inside,
        (select count(*) from members m where m.room_id = e.room_id and m.user_id = e.user_id) as member
      from entries e join rooms r on r.id = e.room_id and r.deleted_at is null
      where e.kind in ('join', 'leave') group by e.room_id, e.user_id) as counted where inside <> member`,
  'member who never joined': `
    select m.room_id as what from members m left join entries e
      on e.room_id = m.room_id and e.seq = m.joined_seq and e.user_id = m.user_id and e.kind = 'join' where e.seq is null`,
  'member of a course group who is not in the course': `
    select c.code as what from courses c join members m on m.room_id = c.room_id
      left join course_people p on p.course_id = c.id and p.user_id = m.user_id
    where p.user_id is null and m.user_id <> c.instructor_id`,
  'in the course but not in its group': `
    select c.code as what from course_people p join courses c on c.id = p.course_id
      left join members m on m.room_id = c.room_id and m.user_id = p.user_id where m.user_id is null`,
  'instructor among the students': `
    select c.code as what from courses c join course_people p on p.course_id = c.id and p.user_id = c.instructor_id`,
  'course and room differ': `
    select c.code as what from courses c join rooms r on r.id = c.room_id
    where r.code <> c.code or r.kind <> 'course' or r.owner_id <> c.instructor_id
      or coalesce(r.archived_at, 0) <> coalesce(c.archived_at, 0)`,
  'room of a course without its course': `
    select r.code as what from rooms r left join courses c on c.room_id = r.id where r.kind = 'course' and c.id is null`,
  'attachment of no entry': `
    select a.file_id as what from attachments a left join entries e on e.room_id = a.room_id and e.seq = a.seq
    where e.seq is null or e.kind not in ('message', 'post')`,
  'message with files that are not attached': `
    select e.room_id as what from entries e left join attachments a on a.room_id = e.room_id and a.seq = e.seq
    where e.kind = 'message' and e.file_ids is not null and a.file_id is null`,
  'post without an entry for each of its revisions': `
    select p.id as what from posts p join courses c on c.id = p.course_id
    where p.rev + 1 <> (select count(*) from entries e where e.room_id = c.room_id and e.kind = 'post'
      and e.data like '{"post":' || p.id || ',%')`,
  'post with a file that its room does not carry': `
    select f.post_id as what from post_files f join posts p on p.id = f.post_id join courses c on c.id = p.course_id
      left join attachments a on a.file_id = f.file_id and a.room_id = c.room_id where a.file_id is null`,
  'card of a post that is gone and still has its title': `
    select e.room_id as what from entries e left join posts p on e.data like '{"post":' || p.id || ',%'
    where e.kind = 'post' and p.id is null and e.data not like '%"title":"","due":null,"deleted":true}'`,
  'member, file or invitation of a room that is deleted': `
    select r.code as what from rooms r where r.deleted_at is not null and (
      exists (select 1 from members m where m.room_id = r.id) or exists (select 1 from attachments a where a.room_id = r.id)
      or exists (select 1 from invitations i where i.room_id = r.id))`,
  'deleted room of which something is left when it is erased': `
    select r.code as what from rooms r where r.erased_at is not null and (
      exists (select 1 from entries e where e.room_id = r.id and (e.text is not null or e.marks is not null or e.pinned_seq is not null))
      or exists (select 1 from revisions v where v.room_id = r.id) or exists (select 1 from mentions m where m.room_id = r.id)
      or exists (select 1 from thread_follows f where f.room_id = r.id) or exists (select 1 from drafts d where d.room_id = r.id))`,
  'deleted room with more to say': `
    select r.code as what from rooms r join room_heads h on h.room_id = r.id
      join entries e on e.room_id = r.id and e.seq = h.last_seq where r.deleted_at is not null and e.kind <> 'room_deleted'`,
  'conversation of two that is not of the two': `
    select r.code as what from rooms r left join directs d on d.room_id = r.id
    where r.kind = 'direct' and (d.room_id is null or r.code not like '~%'
      or (select count(*) from members m where m.room_id = r.id and m.user_id in (d.low_id, d.high_id)) <> 2
      or (select count(*) from members m where m.room_id = r.id) <> 2)`,
  'conversation of two whose state is not that of the blocks': `
    select r.code as what from rooms r join directs d on d.room_id = r.id
    where (r.blocked_at is null) = exists (select 1 from blocks b
      where (b.user_id = d.low_id and b.blocked_id = d.high_id) or (b.user_id = d.high_id and b.blocked_id = d.low_id))`,
  'invitation that was used too often': `select id as what from invitations where uses > max_uses`,
  'draft that its inbox does not tell of': `
    select d.user_id as what from drafts d join inboxes i on i.user_id = d.user_id where d.inbox_seq > i.last_seq`,
  'draft in a thread that never was': `
    select d.user_id as what from drafts d left join entries e on e.room_id = d.room_id and e.seq = d.thread_seq
    where d.thread_seq <> 0 and (e.seq is null or e.target_seq is not null)`,
  'file without its bytes, or with others': `
    select f.id as what from files f left join blobs b on b.id = f.blob_id
    where b.id is null or b.sha256 <> f.sha256 or b.size <> f.size`,
  'bytes that a file has, and that are on their way out': `
    select b.id as what from blobs b join files f on f.blob_id = b.id where b.unused_at is not null`,
  'session of nobody': `select s.user_id as what from sessions s left join users u on u.id = s.user_id where u.id is null`,
  'account without a line in the audit': `
    select u.username as what from users u left join audit a on a.actor_id = u.id and a.action = 'register' where a.id is null`,
  'single-use code that made more than one account': `
    select c.hash as what from codes c where c.role = 'admin' and c.used_at is not null and c.single_use = 1
      and (select count(*) from users where role = 'admin') > (select count(*) from codes where role = 'admin' and used_at is not null)`,
};

async function brokenRules({ db }: Database<Tables>): Promise<string[]> {
  const found: string[] = [];
  for (const [rule, query] of Object.entries(RULES)) {
    const { rows } = await sql<{ what: string | number }>`${sql.raw(query)}`.execute(db);
    if (rows.length > 0)
      found.push(
        `${rule}: ${rows
          .slice(0, 5)
          .map((row) => row.what)
          .join(', ')} (${rows.length})`,
      );
  }
  return found;
}

async function integrity({ engine, db }: Database<Tables>): Promise<string[]> {
  if (engine !== 'sqlite') return [];
  const checked = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
  const answers = checked.rows.map((row) => row.integrity_check).filter((answer) => answer !== 'ok');
  const orphans = await sql<{ table: string }>`pragma foreign_key_check`.execute(db);
  return [...answers, ...orphans.rows.map((row) => `foreign key of ${row.table}`)];
}

/** Rows without bytes, bytes of another size or hash, bytes without a row, and bytes that were on their way. */
async function brokenFiles({ db }: Database<Tables>, folder: string): Promise<string[]> {
  const rows = await db.selectFrom('blobs').select(['id', 'size', 'sha256']).execute();
  const found: string[] = [];
  for (const { id, size, sha256 } of rows) {
    const path = join(folder, id.slice(0, 2), id);
    const there = await stat(path).catch(() => undefined);
    if (there === undefined) found.push(`row without bytes: ${id}`);
    else if (there.size !== size) found.push(`bytes of another size: ${id}`);
    else if ((await hashOf(path)) !== sha256) found.push(`bytes with another hash: ${id}`);
  }
  const unfinished = await db.selectFrom('uploads').select(['id', 'blob_id']).execute();
  const known = new Set([...rows.map(({ id }) => id), ...unfinished.flatMap((row) => [row.id, row.blob_id ?? ''])]);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    // A small picture has the name of its bytes, and its size.
    if (entry.isFile() && !known.has(entry.name.slice(0, 24)))
      found.push(`bytes without a row: ${join(entry.parentPath, entry.name)}`);
  }
  return found;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
