/** Time, handed in so that a test can hold it. `now` is ms since the epoch; `format` is the contract's `time`. */
export type Clock = { now(): number; format(ms: number): string; readonly timeZone: string };

/** `timeZone`: an IANA name, already checked by the configuration. */
export function createClock(timeZone: string, now: () => number = Date.now): Clock {
  return { now, format: formatterFor(timeZone), timeZone };
}

const QUARTER = 15 * 60_000;
const DAY = 24 * 3_600_000;

/**
 * `YYYY-MM-DD HH:MM:SS`. Intl takes longer than all else a message needs on its way out, so the zone's offset is asked for once a
 * day of time and remembered; on the few days when it changes, once a quarter of an hour, since that is where it has changed
 * anywhere since 2012.
 */
function formatterFor(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const ask = (ms: number): number => Date.parse(`${format.format(ms).replace(' ', 'T')}Z`) - ms;
  const days = new Map<number, number | undefined>();
  const offsetOf = (ms: number): number => {
    const day = Math.floor(ms / DAY);
    if (!days.has(day)) {
      if (days.size > 10_000) days.clear();
      const offset = ask(day * DAY);
      days.set(day, offset === ask((day + 1) * DAY) ? offset : undefined);
    }
    return days.get(day) ?? ask(Math.floor(ms / QUARTER) * QUARTER);
  };
  // A page of messages falls into few days: only the time of day is put together anew, a fifth of the cost.
  let lastDay = Number.NaN;
  let date = '';
  return (ms) => {
    const local = ms + offsetOf(ms);
    const day = Math.floor(local / DAY);
    if (day !== lastDay) {
      lastDay = day;
      date = new Date(local).toISOString().slice(0, 10);
    }
    const second = Math.floor((local - day * DAY) / 1000);
    return `${date} ${TWO[Math.floor(second / 3600)]}:${TWO[Math.floor(second / 60) % 60]}:${TWO[second % 60]}`;
  };
}

const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
