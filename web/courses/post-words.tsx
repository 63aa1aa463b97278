import { CalendarClock, ClipboardList, FileText, Megaphone } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { tagOf, useLanguage } from '../kernel/text/language.ts';
import { useTimes } from '../kernel/text/times.ts';
import { classes } from '../kernel/ui/classes.ts';
import type { Section } from './post.ts';
import { usePostText } from './post-text.ts';

const icons = { announcement: Megaphone, assignment: ClipboardList, content: FileText };
const AN_HOUR = 3_600_000;
const SOON = 48 * AN_HOUR;

/** What kind of post it is, in a picture and a word. */
export function Kind({ section }: { section: Section }) {
  const text = usePostText();
  const Icon = icons[section];
  return (
    <span className="inline-flex shrink-0 items-center gap-1.5">
      <Icon size={16} aria-hidden />
      {text.kinds[section]}
    </span>
  );
}

/** When an assignment is due, and whether that is soon or was before, in words. */
export function Due({ at }: { at: number }) {
  const text = usePostText();
  const times = useTimes();
  const tag = tagOf(useLanguage());
  const now = useMinute();
  const left = at - now;
  const soon = left > 0 && left <= SOON;
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'always' });
  const inTime =
    left < AN_HOUR
      ? relative.format(Math.ceil(left / 60_000), 'minute')
      : relative.format(Math.floor(left / AN_HOUR), 'hour');
  const when = times.moment(at);
  return (
    <span
      title={times.exact(at)}
      className={classes('inline-flex items-center gap-1.5', soon ? 'font-bold text-ink' : 'text-quiet')}
    >
      <CalendarClock size={16} aria-hidden className="shrink-0" />
      {left <= 0 ? text.wasDue(when) : soon ? text.dueIn(inTime, when) : text.dueOn(when)}
    </span>
  );
}

/** The present minute, ms. What is due moves on while it is looked at. */
function useMinute(): number {
  return useSyncExternalStore(
    (changed) => {
      const timer = setInterval(changed, 20_000);
      return () => clearInterval(timer);
    },
    () => Math.floor(Date.now() / 60_000) * 60_000,
  );
}
