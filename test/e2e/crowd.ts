import Database from 'better-sqlite3';
import { join } from 'node:path';

/**
 * Puts so many pupils into a room of a school on SQLite that is not running: `pupil0001` with the nickname `学生 0001`, and so on.
 * By itself, since as many hashed passwords would take minutes; nobody signs in as one of them.
 */
export function crowdInto(dataDir: string, roomCode: string, count: number): void {
  const database = new Database(join(dataDir, 'lamitt.db'));
  try {
    const numbers = `with recursive pupils(n) as (select 1 union all select n + 1 from pupils where n < ${count})`;
    const name = `'pupil' || printf('%04d', n)`;
    database.exec(`insert into users (username, username_key, username_skeleton, nickname, nickname_skeleton, role, password_hash, created_at)
      ${numbers} select ${name}, ${name}, ${name}, '学生 ' || printf('%04d', n), ${name}, 'student', 'none', 0 from pupils`);
    database
      .prepare(
        `insert into members (room_id, user_id, joined_at, joined_seq)
        select rooms.id, users.id, 0, room_heads.last_seq from rooms join room_heads on room_heads.room_id = rooms.id
          join users on users.username like 'pupil%' where rooms.code = ?`,
      )
      .run(roomCode);
  } finally {
    database.close();
  }
}
