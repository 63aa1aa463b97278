import type { Clock } from '../../kernel/clock.ts';
import { momentOf } from '../held-clock.ts';
import type { Random } from './random.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** The four weeks up to now, as a school lives through them. */
export type Days = {
  now: number;
  /** ms of a time of day, `HH:MM`, so many days after today (before: negative). */
  at(day: number, time: string): number;
  /** Some moment of days `first` to `last` at which people write: by day of class, in the evening most of all, less at weekends. */
  draw(random: Random, first: number, last: number): number;
};

export function createDays(clock: Clock): Days {
  const now = clock.now();
  const today = Date.parse(`${clock.format(now).slice(0, 10)}T00:00:00Z`);
  const at = (day: number, time: string): number =>
    momentOf(clock, `${new Date(today + day * DAY).toISOString().slice(0, 10)} ${time}:00`);
  const weekday = (day: number): number => new Date(today + day * DAY).getUTCDay();

  function draw(random: Random, first: number, last: number): number {
    for (;;) {
      const day = random.between(first, last);
      const quiet = weekday(day) === 6 ? 0.5 : weekday(day) === 0 ? 0.7 : 1;
      const hour = random.between(0, 23);
      if (!random.chance((quiet * (BUSY[hour] ?? 0)) / 10)) continue;
      const moment = at(day, `${two(hour)}:${two(random.between(0, 59))}`) + random.between(0, MINUTE - 1);
      if (moment < now) return moment;
    }
  }
  return { now, at, draw };
}

/** How much is written in each hour of the day, of 10. */
const BUSY = [1, 0, 0, 0, 0, 0, 0.3, 2, 4, 4, 5, 5, 7, 5, 4, 5, 5, 5, 6, 8, 10, 10, 8, 4];

function two(number: number): string {
  return String(number).padStart(2, '0');
}
