import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { hashSecret } from '../server/accounts/secrets.ts';
import { openDatabase } from '../server/kernel/db/database.ts';
import { migrations } from '../server/migrations/index.ts';
import type { Tables } from '../server/tables.ts';

/** How a school to be measured is filled: `messages` of them in each room, in the first one `inFirst`. */
export type Shape = { users: number; rooms: number; messages: number; inFirst: number };

/**
 * A folder of data that is filled once and kept under the system's folder for temporary files. Users are `u0`, `u1` …, rooms
 * `R0`, `R1` …; everybody is in every eighth room, and `u0` in all.
 */
export async function sampleSchool(shape: Shape): Promise<string> {
  const { users, rooms, messages, inFirst } = shape;
  const folder = join(tmpdir(), `lamitt-bench-${users}-${rooms}-${messages}-${inFirst}-${migrations.at(-1)?.name}`);
  if (existsSync(folder)) return folder;
  const started = performance.now();
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const database = await openDatabase<Tables>({ dataDir: unfinished, migrations });
  await database.close();
  fill(join(unfinished, 'lamitt.db'), shape);
  renameSync(unfinished, folder);
  console.log(`filled   ${folder} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return folder;
}

/** The token of a user's session in the sample. */
export function tokenOf(user: number): string {
  return `bench-token-of-u${user}`.padEnd(43, '-');
}

/** What messages say: a school's, half of them Chinese. */
export const TEXTS = [
  'Is the second exercise of this week due on Friday or on Monday?',
  '老师您好，请问第三章的作业是周五晚上交还是周一早上交？',
  'I have uploaded my notes of the lecture, tell me if something is missing.',
  '明天的小组讨论改到图书馆三楼，下午两点半，请大家带上数据。',
];

export function isMember(user: number, room: number): boolean {
  return user === 0 || room % 8 === user % 8;
}

function fill(path: string, { users, rooms, messages, inFirst }: Shape): void {
  const sqlite = new Sqlite(path);
  sqlite.pragma('synchronous = OFF');
  sqlite.pragma('journal_mode = OFF');
  const now = Date.now();
  const addUser = sqlite.prepare(
    `insert into users (username, username_key, username_skeleton, nickname, nickname_skeleton, role, password_hash, created_at)
     values (?, ?, ?, ?, ?, 'student', '', 0)`,
  );
  const addSession = sqlite.prepare(
    'insert into sessions (token_hash, user_id, agent, created_at, used_at, expires_at) values (?, ?, ?, ?, ?, ?)',
  );
  const addRoom = sqlite.prepare(
    `insert into rooms (id, code, name, kind, owner_id, created_at) values (?, ?, 'Room', 'group', 1, 0)`,
  );
  const addHead = sqlite.prepare('insert into room_heads (room_id, last_seq, last_no) values (?, ?, ?)');
  const addMember = sqlite.prepare('insert into members (room_id, user_id, joined_at, joined_seq) values (?, ?, 0, 0)');
  const addEntry = sqlite.prepare(
    `insert into entries (room_id, seq, kind, no, user_id, client_id, text, at) values (?, ?, 'message', ?, ?, ?, ?, ?)`,
  );
  sqlite.exec('begin');
  for (let user = 0; user < users; user++) {
    const name = `u${user}`;
    const { lastInsertRowid: id } = addUser.run(name, name, name, name, name);
    // Used in an hour that is not over for a month: the slide of a session is not what is measured.
    addSession.run(hashSecret(tokenOf(user)), id, 'bench', now, now + 30 * 86_400_000, now + 60 * 86_400_000);
  }
  let count = 0;
  for (let room = 0; room < rooms; room++) {
    const sum = room === 0 ? inFirst : messages;
    addRoom.run(room + 1, `R${room}`);
    addHead.run(room + 1, sum, sum);
    for (let user = 0; user < users; user++) if (isMember(user, room)) addMember.run(room + 1, user + 1);
    for (let seq = 1; seq <= sum; seq++) {
      const at = now - (sum - seq) * 60_000;
      addEntry.run(
        room + 1,
        seq,
        seq,
        1 + (seq % users),
        `~sample${String(++count).padStart(12, '0')}`,
        TEXTS[seq % TEXTS.length],
        at,
      );
    }
  }
  sqlite.exec('commit');
  sqlite.pragma('journal_mode = WAL');
  sqlite.close();
}
