import { type Language, tagOf, useLanguage } from './language.ts';
import { useWords } from './words.ts';

const A_DAY = 86_400_000;

type Days = { today: string; yesterday: string; tomorrow: string };
type Times = ReturnType<typeof timesIn>;
/** Making a format takes longer than all else of a row: once a language is enough. */
const made = new Map<Language, Times>();

/** Moments (ms since the epoch) as people say them, in the reader's language and time zone. */
export function useTimes(): Times {
  const language = useLanguage();
  const words = useWords();
  const times = made.get(language) ?? timesIn(language, words);
  made.set(language, times);
  return times;
}

function timesIn(language: Language, { today, yesterday, tomorrow }: Days) {
  const tag = tagOf(language);
  const clock = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const weekday = new Intl.DateTimeFormat(tag, { weekday: language === 'zh' ? 'short' : 'long' });
  const dayOfYear = new Intl.DateTimeFormat(tag, { month: language === 'zh' ? 'long' : 'short', day: 'numeric' });
  const date = new Intl.DateTimeFormat(tag, { dateStyle: 'medium' });
  const exact = new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'medium' });

  /** 今天, 昨天, 周三, 11月3日, 2024年11月3日. */
  function day(at: number): string {
    const days = daysFromToday(at);
    if (days === 0) return today;
    if (days === -1) return yesterday;
    if (days === 1) return tomorrow;
    if (Math.abs(days) < 7) return weekday.format(at);
    return new Date(at).getFullYear() === new Date().getFullYear() ? dayOfYear.format(at) : date.format(at);
  }

  return {
    day,
    /** 09:12 */
    clock: (at: number) => clock.format(at),
    /** 今天 09:12 */
    moment: (at: number) => `${day(at)} ${clock.format(at)}`,
    /** For a list: 09:12 today, else the day. */
    short: (at: number) => (daysFromToday(at) === 0 ? clock.format(at) : day(at)),
    exact: (at: number) => exact.format(at),
  };
}

/** Whole days by the calendar: -1 is yesterday. */
function daysFromToday(at: number): number {
  return Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / A_DAY);
}

/** Bytes as people say them: 3.2 MB, 8 bytes. */
export function useSizes(): (bytes: number) => string {
  const tag = tagOf(useLanguage());
  return (bytes) => {
    // Some languages would write the word out: 354 byte.
    if (bytes < STEP) return `${Math.round(bytes)} B`;
    const step = Math.min(UNITS.length, Math.floor(Math.log(bytes) / Math.log(STEP)));
    const unit = UNITS[step - 1] ?? 'kilobyte';
    const format = new Intl.NumberFormat(tag, { style: 'unit', unit, maximumFractionDigits: 1 });
    return format.format(bytes / STEP ** step);
  };
}

/** As the settings of the server count, so that a limit of 100MB is told as one. */
const STEP = 1024;
const UNITS = ['kilobyte', 'megabyte', 'gigabyte'] as const;
