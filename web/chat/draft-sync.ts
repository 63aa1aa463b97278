import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { saveDraft } from '../../contract/attention.ts';
import type { RoomCard } from '../../contract/entry.ts';
import { call, Refusal } from '../kernel/api.ts';
import { belongs } from '../kernel/leaving.ts';
import { live } from '../kernel/live.ts';
import { draftPlace, readDraftPlace } from './draft-place.ts';
import { keepDraft, onWritten, placesWithDrafts, readDraft } from './drafts.ts';

/** Ms without a letter after which what is written goes to the other devices. */
const PAUSE = 1_000;
/** Ms within which a welcome may have been put together before what was saved here. */
const OVERTAKEN = 10_000;

const shape = Type.Object({ text: Type.String(), ts: Type.Integer() });
/** What the server has of a draft, as far as this device knows. */
type Agreed = Static<typeof shape>;

// All by place, as `draftPlace` names it.
const timers = new Map<string, ReturnType<typeof setTimeout>>();
/** What is on its way to the server. */
const under = new Map<string, string>();
const savedAt = new Map<string, number>();

/**
 * Keeps the drafts of rooms and threads the same on all devices of their writer. What is written is on this device first; it goes up
 * after a pause, and once it is known what another device has written meanwhile. Where both have written, both texts stay.
 */
export function followDrafts(): () => void {
  const stops = [
    live.on('welcome', (cards) => {
      hearAll(cards);
      for (const place of writtenPlaces()) plan(place, 0);
    }),
    live.on('inbox', (entries) => {
      for (const entry of entries) {
        if (entry.kind === 'draft') hear(draftPlace(entry.room_code), entry.draft);
        if (entry.kind === 'thread_draft') hear(draftPlace(entry.room_code, entry.thread), entry.draft);
      }
    }),
    onWritten((place) => {
      if (readDraftPlace(place) !== undefined) plan(place, readDraft(place) === '' ? 0 : PAUSE);
    }),
  ];
  const hide = () => {
    if (document.hidden) for (const place of timers.keys()) plan(place, 0);
  };
  document.addEventListener('visibilitychange', hide);
  return () => {
    for (const stop of stops) stop();
    document.removeEventListener('visibilitychange', hide);
    forget();
  };
}

belongs({ unsent: () => writtenPlaces().filter((place) => readDraft(place) !== '').length, forget });

/** Where something stands that the server does not have. */
function writtenPlaces(): string[] {
  const written = placesWithDrafts().filter((place) => readDraftPlace(place) !== undefined);
  return [...new Set([...written, ...agreedPlaces()])].filter((place) => readDraft(place) !== agreed(place).text);
}

/** All that the server has. What it had as far as this device knows, and has no more, was sent or removed elsewhere. */
function hearAll(cards: readonly RoomCard[]): void {
  const told = new Map<string, Agreed>();
  for (const { room_code: code, draft, thread_drafts: threadDrafts = [] } of cards) {
    if (draft !== undefined) told.set(draftPlace(code), draft);
    for (const { thread, text, ts } of threadDrafts) told.set(draftPlace(code, thread), { text, ts });
  }
  for (const [place, draft] of told) hear(place, draft);
  const codes = new Set(cards.map((card) => card.room_code));
  for (const place of agreedPlaces()) {
    const { text, ts } = agreed(place);
    if (text === '' || told.has(place) || !codes.has(readDraftPlace(place)?.room_code ?? '')) continue;
    const isOvertaken = under.has(place) || performance.now() - (savedAt.get(place) ?? -Infinity) <= OVERTAKEN;
    if (!isOvertaken) hear(place, { text: '', ts: ts + 1 });
  }
}

/** What the server has now. */
function hear(place: string, there: Agreed): void {
  const before = agreed(place);
  if (there.ts <= before.ts) return;
  const here = readDraft(place);
  agree(place, there);
  if (here === there.text) return;
  if (here === before.text || (there.text !== under.get(place) && there.text.includes(here)))
    keepDraft(place, there.text);
  else if (there.text === under.get(place) || here.includes(there.text)) plan(place, PAUSE);
  else {
    keepDraft(place, `${here}\n\n${there.text}`);
    plan(place, 0);
  }
}

function plan(place: string, pause: number): void {
  clearTimeout(timers.get(place));
  timers.set(
    place,
    setTimeout(() => {
      timers.delete(place);
      void save(place);
    }, pause),
  );
}

/** Waits for the welcome, so that what another device has written is known first. */
async function save(place: string): Promise<void> {
  const where = readDraftPlace(place);
  const text = readDraft(place);
  if (where === undefined || live.state() !== 'live' || under.has(place) || text === agreed(place).text) return;
  under.set(place, text);
  try {
    const { ts } = await call(saveDraft, { ...where, text });
    savedAt.set(place, performance.now());
    if (under.has(place)) agree(place, { text, ts });
  } catch (error) {
    // Refused, it stays on this device. Not arrived, it goes up with the next welcome.
    if (!(error instanceof Refusal)) return;
  } finally {
    under.delete(place);
  }
  if (readDraft(place) !== text) plan(place, PAUSE);
}

const AGREED = 'agreed:';

function agreedPlaces(): string[] {
  return Object.keys(localStorage)
    .filter((name) => name.startsWith(AGREED))
    .map((name) => name.slice(AGREED.length));
}

function agreed(place: string): Agreed {
  const stored: unknown = JSON.parse(localStorage.getItem(AGREED + place) ?? 'null');
  return Check(shape, stored) ? stored : { text: '', ts: 0 };
}

function agree(place: string, now: Agreed): void {
  localStorage.setItem(AGREED + place, JSON.stringify(now));
}

/** Who signs in next writes for themselves. */
function forget(): void {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  under.clear();
  savedAt.clear();
}
