import type { InboxEntryView } from '../../contract/entry.ts';
import type { School } from '../school.ts';
import { type InboxEntry, inboxEntryView, readInbox } from './inbox.ts';
import { type RoomOf, roomCards } from './rooms-of.ts';

const PAGE = 200;
/** Further behind in the inbox than this the welcome alone tells how things are. */
const MOST_BEHIND = 1_000;

/** Entries in order, and the rooms that begin with them. */
type Tell = (entries: InboxEntryView[], begun: readonly RoomOf[]) => void;

/** Where to go on in an inbox: at the cursor when all that came after it is still there, and not too much; else at its end. */
export function startOf(
  cursor: number | undefined,
  { last, first }: { last: number; first: number | undefined },
): number {
  const isKept =
    cursor !== undefined && cursor < last && first !== undefined && first <= cursor + 1 && last - cursor <= MOST_BEHIND;
  return isKept ? cursor : last;
}

/** Hands one connection what its user's inbox has, in order, each entry once. */
export class InboxReader {
  /** The last entry that was handed out. */
  seq: number;
  readonly #school: School;
  readonly #userId: number;
  /** Up to here the inbox repeats what the welcome told already. */
  readonly #toldTo: number;
  readonly #tell: Tell;
  #reading = false;
  #again = false;

  constructor(school: School, userId: number, from: { seq: number; toldTo: number }, tell: Tell) {
    this.#school = school;
    this.#userId = userId;
    this.seq = from.seq;
    this.#toldTo = from.toldTo;
    this.#tell = tell;
  }

  /** Reads on to the end. Asked again meanwhile, it looks once more. */
  async read(): Promise<void> {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#again) {
        this.#again = false;
        const page = await readInbox(this.#school, this.#userId, this.seq, PAGE);
        const last = page.at(-1);
        if (last === undefined) continue;
        const begun = await this.#roomsBegun(page);
        this.seq = last.seq;
        this.#tell(
          page.map((entry) => inboxEntryView(this.#school.clock, entry, begun.get(entry.seq)?.card)),
          [...begun.values()],
        );
        this.#again ||= page.length === PAGE;
      }
    } finally {
      this.#reading = false;
    }
  }

  /** The rooms that the user was added to since the welcome and is still in, by the last entry that says so. */
  async #roomsBegun(page: readonly InboxEntry[]): Promise<Map<number, RoomOf>> {
    const added = page.filter((entry) => entry.kind === 'room_added' && entry.seq > this.#toldTo);
    const begun = new Map<number, RoomOf>();
    for (const [roomId, seq] of new Map(added.map((entry) => [entry.roomId, entry.seq]))) {
      const [room] = await roomCards(this.#school, this.#userId, roomId);
      if (room !== undefined) begun.set(seq, room);
    }
    return begun;
  }
}
