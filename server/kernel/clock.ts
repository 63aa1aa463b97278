/** Time, handed in so that a test can hold it. `now` is ms since the epoch; `format` is the contract's `time`. */
export type Clock = { now(): number; format(ms: number): string; readonly timeZone: string };

/** `timeZone`: an IANA name, already checked by the configuration. */
export function createClock(timeZone: string, now: () => number = Date.now): Clock {
  return { now, format: formatterFor(timeZone), timeZone };
}

const MINUTE = 60_000;

/**
 * `YYYY-MM-DD HH:MM:SS`. Intl is asked once a minute of time and remembered: zones change on whole minutes (since 1972),
 * and a page of messages falls into few of them.
 */
function formatterFor(timeZone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const remembered = new Map<number, string>();
  return (ms) => {
    const minute = Math.floor(ms / MINUTE);
    let prefix = remembered.get(minute);
    if (prefix === undefined) {
      if (remembered.size > 10_000) remembered.clear();
      prefix = format.format(minute * MINUTE);
      remembered.set(minute, prefix);
    }
    const second = Math.floor((ms - minute * MINUTE) / 1000);
    return `${prefix}:${second < 10 ? '0' : ''}${second}`;
  };
}
