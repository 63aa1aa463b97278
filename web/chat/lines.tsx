import { useTimes } from '../kernel/text/times.ts';
import { useChatText } from './text.ts';

/** Where a new day begins. */
export function DayLine({ at }: { at: number }) {
  const times = useTimes();
  return (
    <div
      role="separator"
      aria-label={times.day(at)}
      className="flex items-center gap-3 pt-6 pb-2 text-small text-quiet"
    >
      <span className="h-px grow bg-line" />
      <time dateTime={new Date(at).toISOString()} title={times.exact(at)}>
        {times.day(at)}
      </time>
      <span className="h-px grow bg-line" />
    </div>
  );
}

/** Where the unread began when the room was entered. */
export function NewLine() {
  const words = useChatText();
  return (
    <div
      role="separator"
      aria-label={words.newLine}
      className="flex items-center gap-3 pt-3 pb-1 text-small font-bold text-danger"
    >
      <span className="h-px grow bg-danger/50" />
      {words.newLine}
      <span className="h-px grow bg-danger/50" />
    </div>
  );
}
