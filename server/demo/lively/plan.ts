import type { CastCourse, CastGroup } from './casting.ts';
import type { Days } from './days.ts';
import type { Person } from './people.ts';
import { planPosts } from './plan-posts.ts';
import type { Planned, PlannedMessage, PlannedPost } from './planned.ts';
import type { Random } from './random.ts';
import { courseScripts, groupScripts, type Script } from './scripts.ts';
import type { Language } from './shapes.ts';
import { drawSlots, fill, type Slots } from './words.ts';

const MESSAGES_AND_POSTS = 5000;

/** Everything that is written in four weeks, in order of time. */
export function plan(
  random: Random,
  days: Days,
  { courses, groups }: { courses: readonly CastCourse[]; groups: readonly CastGroup[] },
): Planned[] {
  const posts = courses.flatMap((course) => planPosts(random, days, course));
  const inGroups = groups.flatMap((group) => planGroup(random, days, group));
  let left = MESSAGES_AND_POSTS - posts.length - inGroups.length;
  // A01 is where visitors look first.
  const weights = courses.map(({ text }) => (text.code === 'A01' ? 1.9 : 0.75 + random.next() * 0.5));
  let weight = weights.reduce((sum, each) => sum + each, 0);
  const inCourses = courses.flatMap((course, index) => {
    const own = weights[index] ?? 0;
    const count = Math.round((left * own) / weight);
    left -= count;
    weight -= own;
    return planCourse(random, days, course, count, posts);
  });
  return [...posts, ...inGroups, ...inCourses].toSorted((one, other) => one.at - other.at);
}

function planCourse(
  random: Random,
  days: Days,
  course: CastCourse,
  count: number,
  posts: readonly PlannedPost[],
): PlannedMessage[] {
  const { text, students, assistants, instructor } = course;
  const homework = posts.filter(({ room, section }) => room === text.code && section === 'assignment');
  const next = courseScripts(random, text);
  const scripts: Script[] = [];
  for (let lines = 0; lines < count;) {
    const script = next();
    const cut = script.lines.slice(0, count - lines);
    scripts.push({ ...script, lines: cut });
    lines += cut.length;
  }
  const recent = ['A01', 'MATH102', 'ENG201', 'CS240', 'CS350', 'PE01'].includes(text.code);
  return place(random, days, scripts, { last: text.ended ? -11 : 0, recent }).flatMap((placed) => {
    const told = homework.findLast((post) => post.at < placed.start)?.title;
    const hw = told ?? (placed.script.language === 'zh' ? '预习作业' : 'the warm-up');
    const parts = { t: instructor, s: random.pick(assistants), among: students };
    return speak(random, days, placed, { room: text.code, parts, slots: { hw } });
  });
}

function planGroup(random: Random, days: Days, { text, owner, members }: CastGroup): PlannedMessage[] {
  const scripts = groupScripts(random, text);
  const recent = ['G-REVIEW', 'G-STUDY', 'G-FOOD', 'G-BALL'].includes(text.code);
  return place(random, days, scripts, { last: 0, recent }).flatMap((placed) => {
    const asked = placed.script.lines.some(({ who }) => who === 't');
    // Staff owns some groups for others; it speaks only where it is asked for.
    const among = asked || owner.role !== 'student' ? members : [owner, ...members];
    const parts = { t: owner, s: owner, among };
    return speak(random, days, placed, { room: text.code, parts, slots: { hw: '作业' } });
  });
}

type Placed = { script: Script; start: number; times: number[] };

/** Gives conversations their times: none begins while another goes on. `last`: the last day with any; `recent`: one just now. */
function place(
  random: Random,
  days: Days,
  scripts: readonly Script[],
  { last, recent }: { last: number; recent: boolean },
): Placed[] {
  const starts = scripts.map(() => days.draw(random, -27, last)).toSorted((one, other) => one - other);
  let before = days.now - (recent ? random.between(3, 40) : 1) * 60_000;
  const placed: Placed[] = [];
  for (let index = scripts.length - 1; index >= 0; index--) {
    const script = scripts[index];
    const drawn = starts[index];
    if (script === undefined || drawn === undefined) continue;
    const gaps = script.lines.map((line, turn) => (turn === 0 ? 0 : gapBefore(random, line.text)));
    const long = gaps.reduce((sum, gap) => sum + gap, 0);
    const wanted = recent && index === scripts.length - 1 ? before - long : drawn;
    const start = Math.min(wanted, before - long);
    let at = start;
    placed.unshift({ script, start, times: gaps.map((gap) => (at += gap)) });
    before = start - random.between(60, 900) * 1000;
  }
  return placed;
}

/** Reading, thinking and typing; now and then somebody is away for a while. */
function gapBefore(random: Random, text: string): number {
  const away = random.chance(0.1) ? random.between(5, 25) * 60_000 : 0;
  return 6000 + text.length * random.between(80, 220) + Math.floor(random.next() ** 3 * 240_000) + away;
}

type Parts = { t: Person; s: Person; among: readonly Person[] };

function speak(
  random: Random,
  days: Days,
  { script, start, times }: Placed,
  { room, parts, slots: given }: { room: string; parts: Parts; slots: Slots },
): PlannedMessage[] {
  // What amy has not read yet she did not write.
  const fresh = start > days.now - 2 * 86_400_000;
  const among = fresh ? parts.among.filter(({ username }) => username !== 'amy') : parts.among;
  const speakers = drawSpeakers(random, among, script.language);
  const named = Object.fromEntries(
    [...speakers].flatMap(([who, person]) => [
      [`${who}.name`, person.nickname],
      [`${who}.user`, person.username],
    ]),
  );
  const slots = { ...drawSlots(random, script.language), ...script.slots, ...given, ...named };
  return script.lines.map(({ who, text, file }, index): PlannedMessage => {
    const sender = who === 't' ? parts.t : who === 's' ? parts.s : (speakers.get(who) ?? parts.t);
    return {
      kind: 'message',
      room,
      at: times[index] ?? start,
      sender,
      text: fill(random, text, slots),
      ...(file !== undefined && { file }),
    };
  });
}

/** Different people, those who write much more often, and each rather in the own language. */
function drawSpeakers(random: Random, among: readonly Person[], language: Language): Map<string, Person> {
  const ranked = among
    .map((person) => ({
      person,
      place: random.next() ** (1 / (person.voice * (person.language === language ? 1 : 0.15))),
    }))
    .toSorted((one, other) => other.place - one.place)
    .map(({ person }) => person);
  return new Map(
    ['a', 'b', 'c', 'd', 'e'].flatMap((who, index) => {
      const person = ranked[index % Math.max(ranked.length, 1)];
      return person === undefined ? [] : [[who, person] as const];
    }),
  );
}
