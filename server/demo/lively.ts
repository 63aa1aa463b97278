import { keepStandingCode } from '../accounts/codes.ts';
import type { App } from '../app.ts';
import { heldAt } from './held-clock.ts';
import { cast } from './lively/casting.ts';
import { createDays } from './lively/days.ts';
import { addLog } from './lively/fill-log.ts';
import { addPeople, addPortraits, PASSWORD } from './lively/fill-people.ts';
import { addReads } from './lively/fill-reads.ts';
import { addCourses, addGroups, archiveEnded } from './lively/fill-rooms.ts';
import { drawPeople, PEOPLE } from './lively/people.ts';
import { plan } from './lively/plan.ts';
import { createRandom } from './lively/random.ts';
import { SAMPLE_AUTH_CODE } from './walk.ts';

/**
 * Fills an empty school with four weeks of life up to now: people, courses, groups, what they wrote, their files, how far each has
 * read. The same clock gives the same school, but for the ids of people's pictures. `say` hears what is being done.
 */
export async function addLivelySchool(
  { school, store }: Pick<App, 'school' | 'store'>,
  say: (line: string) => void,
): Promise<void> {
  const random = createRandom(20_261_123);
  const days = createDays(school.clock);
  await keepStandingCode(school, SAMPLE_AUTH_CODE);
  const term = heldAt(school, days.at(-28, '08:00'));

  const people = drawPeople(random);
  say(`${people.length} people`);
  const signedIn = await addPeople(term, people);
  await addPortraits({ school: term, store }, [...signedIn.values()]);

  const whole = cast(random, people);
  say(`${whole.courses.length} courses, ${whole.groups.length} groups`);
  await addCourses(heldAt(school, days.at(-28, '09:00')), whole.courses, signedIn);
  await addGroups(heldAt(school, days.at(-28, '12:00')), whole.groups);

  const planned = plan(random, days, whole);
  say(`${planned.length} messages and posts of four weeks, with files`);
  const said = await addLog({ school, store }, planned, signedIn, say);
  await archiveEnded(heldAt(school, days.at(-9, '18:00')), whole.courses, signedIn);
  await addReads(school, random, whole, said);
}

/** What a visitor is told, once it serves. */
export function livelyGreeting(base: string): string {
  return [
    `A school of ${PEOPLE} people at ${base}/app/   gone when this stops (Ctrl-C)`,
    '',
    `  amy    a student      password  ${PASSWORD}   unread messages, homework that is due`,
    `  tony   an instructor  password  ${PASSWORD}   teaches A01 数据科学 and CS350`,
    `  head   the admin      password  ${PASSWORD}`,
    '',
    'Everybody else signs in with that password as well. ACCESS=open: on this machine only, not for real use.',
    '',
  ].join('\n');
}
