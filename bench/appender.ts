import { createAppender, type Appender } from '../server/chat/appender/appender.ts';
import { procedures } from '../server/chat/appender/sqlite.ts';
import { openDatabase, type Database } from '../server/kernel/db/database.ts';
import { migrations } from '../server/migrations/index.ts';
import type { Tables } from '../server/tables.ts';
import { engines, freshDatabase } from '../test/engines.ts';

/**
 * How fast the appender keeps messages, each answered after its flush is on disk:
 *   node bench/appender.ts [seconds per figure, default 2] [engine]
 * On SQLite, and on PostgreSQL when TEST_POSTGRES_URL names a superuser's database. TMPDIR says where SQLite's file lies.
 */
const SECONDS = Number(process.argv[2] ?? 2);
const ONLY = process.argv[3];
const SHAPES = [
  { rooms: 10, users: 100 },
  { rooms: 1000, users: 100 },
] as const;
const IN_FLIGHT = [1, 16, 64, 256] as const;

for (const engine of engines.filter((each) => ONLY === undefined || each === ONLY)) {
  for (const shape of SHAPES) {
    const fresh = await freshDatabase(engine);
    const database = await openDatabase<Tables>({ ...fresh, migrations, procedures });
    await seed(database, shape);
    const appender = createAppender({ database, onKept: () => undefined });
    await measure(appender, shape, 64, 0.5);
    for (const inFlight of IN_FLIGHT) {
      const { rows, ms, cpuMs, slowest } = await measure(appender, shape, inFlight, SECONDS);
      console.log(
        `${engine.padEnd(8)} ${String(shape.rooms).padStart(4)} rooms ${String(inFlight).padStart(4)} in flight ` +
          `${Math.round((rows / ms) * 1000)
            .toString()
            .padStart(7)} rows/s ${((ms / rows) * 1000).toFixed(1).padStart(7)} µs/row ` +
          `${((cpuMs / rows) * 1000).toFixed(1).padStart(6)} µs CPU/row  slowest ${slowest.toFixed(0)} ms`,
      );
    }
    await appender.close();
    await database.close();
    await fresh.drop();
  }
}

async function seed(database: Database<Tables>, shape: { rooms: number; users: number }): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    for (let user = 1; user <= shape.users; user++) {
      const name = `user${user}`;
      await trx
        .insertInto('users')
        .values({
          username: name,
          username_key: name,
          username_skeleton: name,
          nickname: name,
          nickname_skeleton: name,
          role: 'student',
          password_hash: '',
          created_at: 0,
        })
        .execute();
      await trx
        .insertInto('sessions')
        .values({
          token_hash: hashOf(user),
          user_id: user,
          agent: '',
          created_at: 0,
          used_at: Date.now(),
          expires_at: Date.now() + 1e9,
        })
        .execute();
    }
    for (let room = 1; room <= shape.rooms; room++) {
      await trx
        .insertInto('rooms')
        .values({ code: `R${room}`, name: 'Room', kind: 'group', owner_id: 1, created_at: 0 })
        .execute();
      await trx.insertInto('room_heads').values({ room_id: room, last_seq: 0, last_no: 0 }).execute();
      const members = Array.from({ length: shape.users }, (_, index) => ({
        room_id: room,
        user_id: index + 1,
        joined_at: 0,
        joined_seq: 0,
      }));
      await trx.insertInto('members').values(members).execute();
    }
  });
}

/** Keeps `inFlight` messages under way, each followed by the next when it is answered. */
async function measure(
  appender: Appender,
  shape: { rooms: number; users: number },
  inFlight: number,
  seconds: number,
): Promise<{ rows: number; ms: number; cpuMs: number; slowest: number }> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const end = started + seconds * 1000;
  let rows = 0;
  let slowest = 0;
  async function sendOneAfterAnother(): Promise<void> {
    for (let now = performance.now(); now < end; now = performance.now()) {
      const user = 1 + Math.floor(Math.random() * shape.users);
      const answer = await appender.append({
        sessionHash: hashOf(user),
        senderKey: `user${user}`,
        roomCode: `R${1 + Math.floor(Math.random() * shape.rooms)}`,
        text: 'Is the second exercise of this week due on Friday?',
        fileIds: [],
        clientId: `${Date.now().toString(36)}-${(rows++).toString(36)}-${Math.random().toString(36).slice(2)}`,
        clientIdGiven: false,
        at: Date.now(),
      });
      if (answer.outcome !== 'kept') throw new Error(answer.reason);
      slowest = Math.max(slowest, performance.now() - now);
    }
  }
  await Promise.all(Array.from({ length: inFlight }, sendOneAfterAnother));
  const { user, system } = process.cpuUsage(cpu);
  return { rows, ms: performance.now() - started, cpuMs: (user + system) / 1000, slowest };
}

function hashOf(user: number): string {
  return String(user).padStart(43, '-');
}
