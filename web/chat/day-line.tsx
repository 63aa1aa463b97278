import { Popover as Base } from '@base-ui/react/popover';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { getEntries } from '../../contract/rooms.ts';
import { call } from '../kernel/api.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { useTimes } from '../kernel/text/times.ts';
import { Button } from '../kernel/ui/button.tsx';
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
  const [open, setOpen] = useState(false);
  return (
    <Base.Root open={open} onOpenChange={setOpen}>
      <Base.Trigger
        aria-label={`${times.day(at)}, ${words.jumpToDate}`}
        title={words.jumpToDate}
        className={`min-h-6 rounded-round hover:bg-hover pointer-coarse:min-h-9 ${className}`}
      >
        <time dateTime={new Date(at).toISOString()}>{times.day(at)}</time>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} collisionPadding={8} className="z-50">
          <Base.Popup className="w-64 rounded-box border border-line bg-raised p-4 text-base text-ink shadow-over outline-none">
            <DateForm from={at} onGone={() => setOpen(false)} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
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
