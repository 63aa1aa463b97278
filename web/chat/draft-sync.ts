import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { saveDraft } from '../../contract/attention.ts';
import { call, Refusal } from '../kernel/api.ts';
import { belongs } from '../kernel/leaving.ts';
import { live } from '../kernel/live.ts';
import { keepDraft, onWritten, placesWithDrafts, readDraft } from './drafts.ts';

/** Ms without a letter after which what is written goes to the other devices. */
const PAUSE = 1_000;
/** Ms within which a welcome may have been put together before what was saved here. */
const OVERTAKEN = 10_000;
const ROOM = 'room:';

const shape = Type.Object({ text: Type.String(), ts: Type.Integer() });
/** What the server has of a room's draft, as far as this device knows. */
type Agreed = Static<typeof shape>;

const timers = new Map<string, ReturnType<typeof setTimeout>>();
/** What is on its way to the server. */
const under = new Map<string, string>();
const savedAt = new Map<string, number>();

/**
 * Keeps the drafts of rooms the same on all devices of their writer. What is written is on this device first; it goes up after a
 * pause, and once it is known what another device has written meanwhile. Where both have written, both texts stay.
 */
export function followDrafts(): () => void {
  const stops = [
    live.on('welcome', (cards) => {
      for (const { room_code: code, draft } of cards) {
        if (draft !== undefined) hear(code, draft);
        else if (!under.has(code) && performance.now() - (savedAt.get(code) ?? -Infinity) > OVERTAKEN)
          hear(code, { text: '', ts: agreed(code).ts + 1 });
      }
      for (const place of writtenPlaces()) plan(place.slice(ROOM.length), 0);
    }),
    live.on('inbox', (entries) => {
      for (const entry of entries) if (entry.kind === 'draft') hear(entry.room_code, entry.draft);
    }),
    onWritten((place) => {
      if (place.startsWith(ROOM)) plan(place.slice(ROOM.length), readDraft(place) === '' ? 0 : PAUSE);
    }),
  ];
  const hide = () => {
    if (document.hidden) for (const code of timers.keys()) plan(code, 0);
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
  const known = Object.keys(localStorage)
    .filter((name) => name.startsWith(AGREED))
    .map((name) => ROOM + name.slice(AGREED.length));
  const all = new Set([...placesWithDrafts(ROOM), ...known]);
  return [...all].filter((place) => readDraft(place) !== agreed(place.slice(ROOM.length)).text);
}

/** What the server has now. */
function hear(code: string, there: Agreed): void {
  const before = agreed(code);
  if (there.ts <= before.ts) return;
  const place = ROOM + code;
  const here = readDraft(place);
  agree(code, there);
  if (here === there.text) return;
  if (here === before.text || (there.text !== under.get(code) && there.text.includes(here)))
    keepDraft(place, there.text);
  else if (there.text === under.get(code) || here.includes(there.text)) plan(code, PAUSE);
  else {
    keepDraft(place, `${here}\n\n${there.text}`);
    plan(code, 0);
  }
}

function plan(code: string, pause: number): void {
  clearTimeout(timers.get(code));
  timers.set(
    code,
    setTimeout(() => {
      timers.delete(code);
      void save(code);
    }, pause),
  );
}

/** Waits for the welcome, so that what another device has written is known first. */
async function save(code: string): Promise<void> {
  const text = readDraft(ROOM + code);
  if (live.state() !== 'live' || under.has(code) || text === agreed(code).text) return;
  under.set(code, text);
  try {
    const { ts } = await call(saveDraft, { room_code: code, text });
    savedAt.set(code, performance.now());
    if (under.has(code)) agree(code, { text, ts });
  } catch (error) {
    // Refused, it stays on this device. Not arrived, it goes up with the next welcome.
    if (!(error instanceof Refusal)) return;
  } finally {
    under.delete(code);
  }
  if (readDraft(ROOM + code) !== text) plan(code, PAUSE);
}

const AGREED = 'agreed:';

function agreed(code: string): Agreed {
  const stored: unknown = JSON.parse(localStorage.getItem(AGREED + code) ?? 'null');
  return Check(shape, stored) ? stored : { text: '', ts: 0 };
}

function agree(code: string, now: Agreed): void {
  localStorage.setItem(AGREED + code, JSON.stringify(now));
}

/** Who signs in next writes for themselves. */
function forget(): void {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  under.clear();
  savedAt.clear();
}
