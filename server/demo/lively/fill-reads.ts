import { getUser } from '../../accounts/access.ts';
import { findRoom } from '../../chat/access.ts';
import { readHeads } from '../../chat/log.ts';
import { readToHere } from '../../chat/reads.ts';
import { transaction } from '../../kernel/db/database.ts';
import type { School } from '../../school.ts';
import type { CastCourse, CastGroup } from './casting.ts';
import type { Said } from './fill-log.ts';
import type { Random } from './random.ts';

const DAY = 86_400_000;
/** What amy finds unread, so that every picture of her rooms shows the same; what is not named she has read. */
const AMY: Record<string, number> = {
  A01: 7,
  ENG201: 23,
  'G-REVIEW': 12,
  BIO120: 3,
  'G-FOOD': 5,
  'G-INTERN': 9,
  BUS301: 0,
};

/** How far everybody has read: half of them everything, the rest up to some hours or days ago, nobody behind the own words. */
export async function addReads(
  school: School,
  random: Random,
  { courses, groups }: { courses: readonly CastCourse[]; groups: readonly CastGroup[] },
  said: ReadonlyMap<string, readonly Said[]>,
): Promise<void> {
  const { db } = school.database;
  const members = [
    ...courses.map(
      ({ text, instructor, assistants, students }) => [text.code, [instructor, ...assistants, ...students]] as const,
    ),
    ...groups.map(({ text, owner, members: others }) => [text.code, [owner, ...others]] as const),
  ];
  const ids = new Map<string, number>();
  for (const username of new Set(members.flatMap(([, people]) => people.map((each) => each.username))))
    ids.set(username, (await getUser(db, username)).id);
  const rooms = new Map<string, number>();
  for (const [code] of members) rooms.set(code, (await findRoom(db, code))?.id ?? 0);
  const heads = await readHeads(db, [...rooms.values()]);

  await transaction(school.database, async (trx) => {
    for (const [code, people] of members) {
      const all = said.get(code) ?? [];
      const last = all.at(-1);
      const roomId = rooms.get(code) ?? 0;
      if (last === undefined) continue;
      for (const { username } of people) {
        const unread = username === 'amy' ? (AMY[code] ?? 0) : drawUnread(random, all, school.clock.now());
        const own = all.findLast((each) => each.username === username)?.no ?? 0;
        const to = all[Math.max(all.length - unread, own) - 1];
        const userId = ids.get(username) ?? 0;
        const at = to?.at ?? last.at;
        if (to === undefined) continue;
        const seq = to === last ? (heads.get(roomId) ?? last.seq) : to.seq;
        await readToHere(trx, { userId, roomId, seq, no: to.no, at });
      }
    }
  });
}

function drawUnread(random: Random, all: readonly Said[], now: number): number {
  const kind = random.next();
  if (kind < 0.5) return 0;
  const away = (kind < 0.85 ? random.next() * 3 : 4 + random.next() * 9) * DAY;
  return all.filter(({ at }) => at > now - away).length;
}
