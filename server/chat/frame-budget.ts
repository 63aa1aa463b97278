const FRAMES_A_SECOND = 20;
const FRAMES_AT_ONCE = 60;

/** What one socket may send: 20 frames a second, 60 at once. A limiter of a package would cost each idle socket a kilobyte. */
export class FrameBudget {
  #left = FRAMES_AT_ONCE;
  #at = 0;

  /** Takes one, or answers that there is none left. `now` in ms, of a clock that only goes forward. */
  take(now: number): boolean {
    const earned = ((now - this.#at) / 1000) * FRAMES_A_SECOND;
    this.#left = Math.min(FRAMES_AT_ONCE, this.#left + earned) - 1;
    this.#at = now;
    return this.#left >= 0;
  }
}
