import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { getEntries } from '../../contract/rooms.ts';
import { call } from '../kernel/api.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { useTimes } from '../kernel/text/times.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { Field } from '../kernel/ui/field.tsx';
import { useMessageText } from './message-text.ts';
import { useRoomContext } from './room-context.ts';

/** Where a new day begins, and from where one goes to another. */
export function DayLine({ at }: { at: number }) {
  return (
    <div className="flex items-center gap-3 pt-6 pb-2 text-small text-quiet">
      <span className="h-px grow bg-line" />
      <DayButton at={at} className="px-2" />
      <span className="h-px grow bg-line" />
    </div>
  );
}

/** Names a day, and leads to any other. */
export function DayButton({ at, className }: { at: number; className: string }) {
  const words = useMessageText();
  const times = useTimes();
  const { askDate } = useRoomContext();
  return (
    <button
      type="button"
      aria-label={`${times.day(at)}, ${words.jumpToDate}`}
      aria-haspopup="dialog"
      title={words.jumpToDate}
      onClick={() => askDate(at)}
      className={`min-h-6 rounded-round hover:bg-hover pointer-coarse:min-h-9 ${className}`}
    >
      <time dateTime={new Date(at).toISOString()}>{times.day(at)}</time>
    </button>
  );
}

/** Asks for a day, beginning with that of a moment. It stands apart from the lines, which come and go while it is open. */
export function DateDialog({ from, onClose }: { from: number | undefined; onClose(): void }) {
  const words = useMessageText();
  return (
    <Dialog title={words.jumpToDate} open={from !== undefined} onClose={onClose}>
      {from !== undefined && <DateForm from={from} onGone={onClose} />}
    </Dialog>
  );
}

function DateForm({ from, onGone }: { from: number; onGone(): void }) {
  const words = useMessageText();
  const textOf = useRefusalText();
  const { code, jumpTo } = useRoomContext();
  const [today] = useState(() => dateText(Date.now()));
  const [written, setWritten] = useState(() => dateText(from));
  const finding = useMutation({
    mutationFn: async () => {
      const date = new Date(`${written}T00:00`).getTime();
      return (await call(getEntries, { room_code: code, date, limit: 1, timeline: 1 })).entries[0];
    },
    onSuccess: (first) => {
      if (first === undefined) return;
      onGone();
      jumpTo({ seq: first.seq });
    },
  });
  const nothing = finding.isSuccess && finding.data === undefined ? words.nothingSince : undefined;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (written !== '') finding.mutate();
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field
        label={words.date}
        type="date"
        value={written}
        max={today}
        required
        error={finding.isError ? textOf(finding.error) : nothing}
        onChange={(event) => setWritten(event.currentTarget.value)}
      />
      <Button type="submit" look="main" busy={finding.isPending}>
        {words.jump}
      </Button>
    </form>
  );
}

/** A day as a field of dates writes it, by the reader's calendar. */
function dateText(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
