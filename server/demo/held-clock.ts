import type { Clock } from '../kernel/clock.ts';
import type { School } from '../school.ts';

/** The same school with its clock held at a moment. */
export function heldAt(school: School, moment: number): School {
  return { ...school, clock: { ...school.clock, now: () => moment } };
}

/** The moment of a time of the clock's own zone, `YYYY-MM-DD HH:MM:SS`. */
export function momentOf(clock: Clock, time: string): number {
  const asIfUtc = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);
  const wanted = asIfUtc(time);
  // The zone's offset is the one at that time: the second look is for a change of the offset in between.
  let moment = wanted;
  for (let look = 0; look < 2; look++) moment += wanted - asIfUtc(clock.format(moment));
  return moment;
}
