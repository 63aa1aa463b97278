import type { InboxEntryView } from '../../contract/entry.ts';
import type { Preferences } from '../../contract/person.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import type { Live, LiveRoom } from './live.ts';
import { type Device, type PresenceBoard, saidFrame } from './presence.ts';

/** A sign of typing is passed on at most once in so many ms. */
const TYPING_EVERY = 1_000;

/** What one connection lets the others see of its user: that they are there, and that they are typing. Nothing before the welcome. */
export class Company {
  readonly #parts: { live: Live; presence: PresenceBoard };
  readonly #device: Device;
  #session: SignedIn | undefined;
  #shows: Preferences = { presence: false, typing: false };
  #typedAt = 0;

  constructor(parts: { live: Live; presence: PresenceBoard }, device: Device) {
    this.#parts = parts;
    this.#device = device;
  }

  begin(session: SignedIn, shows: Preferences): void {
    this.#session = session;
    this.#show(shows);
  }

  /** What the user has changed on any device counts here as well; up to `toldTo` the welcome knew it. */
  follow(entries: readonly InboxEntryView[], toldTo: number): void {
    const changed = entries.findLast((entry) => entry.kind === 'preferences' && entry.seq > toldTo);
    if (changed?.kind === 'preferences') this.#show(changed.preferences);
  }

  #show(shows: Preferences): void {
    if (this.#session === undefined) return;
    this.#shows = shows;
    if (shows.presence) this.#parts.presence.arrive(this.#device, this.#session);
    else this.#parts.presence.depart(this.#device, { hides: true });
  }

  /** Those in a room and one who comes into it learn that the others are there. */
  meet(room: LiveRoom): void {
    const { presence } = this.#parts;
    const people = presence.in([room], this.#device.userId ?? 0);
    if (people.length > 0) this.#device.whisper?.(saidFrame({ what: 'presence', people }));
    presence.enter(this.#device);
  }

  type(room: LiveRoom | undefined): void {
    const now = performance.now();
    const { username, userId } = this.#session ?? {};
    if (room === undefined || username === undefined || !this.#shows.typing || now - this.#typedAt < TYPING_EVERY)
      return;
    this.#typedAt = now;
    const frame = saidFrame({ what: 'typing', room_code: room.code, user: username });
    for (const listener of this.#parts.live.listenersOf(room))
      if (listener.userId !== userId) listener.whisper?.(frame);
  }

  /** Call it while the device still hears its rooms. */
  end(): void {
    this.#parts.presence.depart(this.#device);
  }
}
