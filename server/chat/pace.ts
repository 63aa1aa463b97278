/** A busy room gathers at most so long, ms. */
const GATHER_MS = 5;
/** A room is busy for this many times what handing out took. */
const BUSY_FOR = 4;
/** So many times in a row the wait may be cut short. */
const CUT_SHORT = 7;
/** Where many rooms are busy together each gathers so long, ms; nobody sees it. */
const CROWDED_MS = 20;
/** A room that is handed out within so many ms is one of many. */
const SMALL_MS = 1;

/**
 * When what waits in a room is handed out. At once where it is quiet. Where handing out takes time and comes again and again, what
 * belongs together is waited for as long as the last one took: two halves cost twice as much as the whole. Those who answer each
 * other come back together, so when as much waits as went out the last time, the wait is cut short; only now and then it is not,
 * for two groups that take turns would never find together. In a crowd of small rooms, none of which is busy by itself, it is the
 * number of writes that counts, and each waits.
 */
export class Pace {
  readonly #handOut: () => number;
  readonly #crowd: Crowd;
  readonly #now: () => number;
  #busyUntil = 0;
  #took = 0;
  #expected = 0;
  #cutShort = 0;
  #timer: NodeJS.Timeout | undefined;
  #isDue = false;

  /** `handOut` answers how much it was; `crowd` is shared by all rooms; `now` counts in ms. */
  constructor(handOut: () => number, crowd: Crowd, now = monotonic) {
    this.#handOut = handOut;
    this.#crowd = crowd;
    this.#now = now;
  }

  /** To be told whenever more waits, and how much by now. It is handed out in a turn of its own. */
  schedule(waiting: number): void {
    if (this.#isDue) return;
    const now = this.#now();
    const isQuiet = now >= this.#busyUntil;
    if (this.#took < SMALL_MS && this.#crowd.isBusy(now)) {
      this.#timer ??= setTimeout(run, CROWDED_MS, this, 0);
    } else if (isQuiet || (waiting >= this.#expected && this.#cutShort < CUT_SHORT)) {
      this.#isDue = true;
      clearTimeout(this.#timer);
      setImmediate(run, this, isQuiet ? 0 : this.#cutShort + 1);
    } else this.#timer ??= setTimeout(run, Math.min(GATHER_MS, this.#took), this, 0);
  }

  run(cutShort: number): void {
    this.#cutShort = cutShort;
    this.#isDue = false;
    this.#timer = undefined;
    const begun = this.#now();
    const count = this.#handOut();
    if (count === 0) return;
    const ended = this.#now();
    this.#crowd.add(begun, ended);
    this.#expected = count;
    this.#took = ended - begun;
    this.#busyUntil = ended + BUSY_FOR * Math.min(GATHER_MS, this.#took);
  }
}

const WINDOW_MS = 200;
const BUSY_SHARE = 1 / 8;

/** How much of its time the server has lately spent with handing out, whatever the room. */
export class Crowd {
  #spent = 0;
  #at = 0;

  add(begun: number, ended: number): void {
    this.#fade(ended);
    this.#spent += ended - begun;
  }

  isBusy(now: number): boolean {
    this.#fade(now);
    return this.#spent > WINDOW_MS * BUSY_SHARE;
  }

  #fade(now: number): void {
    this.#spent *= Math.exp((this.#at - now) / WINDOW_MS);
    this.#at = now;
  }
}

const monotonic = (): number => performance.now();

function run(pace: Pace, cutShort: number): void {
  pace.run(cutShort);
}
