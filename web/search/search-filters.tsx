import { X } from 'lucide-react';
import { useState } from 'react';
import { PeopleFinder } from '../chat/people-finder.tsx';
import { titleOf, useRooms } from '../chat/rooms.ts';
import { Button } from '../kernel/ui/button.tsx';
import { classes } from '../kernel/ui/classes.ts';
import { Dialog } from '../kernel/ui/dialog.tsx';
import type { Sought } from './search.ts';
import { useSearchText } from './text.ts';

const box = 'min-h-9 rounded-box border border-control/60 bg-page px-3 hover:bg-hover pointer-coarse:min-h-11';

/** Narrows a search down: where, from whom, when, with files. */
export function SearchFilters({ sought, onChange }: { sought: Sought; onChange(next: Sought): void }) {
  const words = useSearchText();
  return (
    <div className="flex flex-wrap items-center gap-2 py-3">
      <Where {...{ sought, onChange }} />
      <Sender {...{ sought, onChange }} />
      <Day label={words.since} value={sought.from} onChange={(from) => onChange({ ...sought, from })} />
      <Day label={words.until} value={sought.to} onChange={(to) => onChange({ ...sought, to })} />
      <button
        type="button"
        aria-pressed={sought.file !== ''}
        onClick={() => onChange({ ...sought, file: sought.file === '' ? '1' : '' })}
        className={classes(box, sought.file !== '' && 'border-accent bg-accent-soft font-bold text-accent')}
      >
        {words.withFiles}
      </button>
    </div>
  );
}

type Part = { sought: Sought; onChange(next: Sought): void };

function Where({ sought, onChange }: Part) {
  const words = useSearchText();
  const rooms = useRooms().data ?? [];
  const kinds = [
    { kind: 'course', label: words.courses },
    { kind: 'group', label: words.groups },
    { kind: 'direct', label: words.directs },
  ] as const;
  return (
    <select
      aria-label={words.where}
      value={sought.course || sought.room}
      onChange={(event) => {
        const code = event.currentTarget.value;
        const isCourse = rooms.some((room) => room.room_code === code && room.kind === 'course');
        onChange({ ...sought, course: isCourse ? code : '', room: isCourse ? '' : code });
      }}
      className={classes(box, 'max-w-40 truncate sm:max-w-60')}
    >
      <option value="">{words.everywhere}</option>
      {kinds.map(({ kind, label }) => (
        <optgroup key={kind} label={label}>
          {rooms
            .filter((room) => room.kind === kind)
            .map((room) => (
              <option key={room.room_code} value={room.room_code}>
                {titleOf(room)}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  );
}

function Sender({ sought, onChange }: Part) {
  const words = useSearchText();
  const [asking, setAsking] = useState(false);
  return (
    <>
      {sought.sender === '' ? (
        <button type="button" aria-haspopup="dialog" onClick={() => setAsking(true)} className={box}>
          {words.from}: {words.anybody}
        </button>
      ) : (
        <Button
          aria-label={words.takeOut(sought.sender)}
          onClick={() => onChange({ ...sought, sender: '' })}
          className="border-accent! bg-accent-soft! px-3! text-accent!"
        >
          @{sought.sender}
          <X size={16} aria-hidden />
        </Button>
      )}
      <Dialog title={words.fromWhom} open={asking} onClose={() => setAsking(false)}>
        <PeopleFinder
          label={words.fromWhom}
          onPick={({ username }) => {
            setAsking(false);
            onChange({ ...sought, sender: username });
          }}
        />
      </Dialog>
    </>
  );
}

function Day({ label, value, onChange }: { label: string; value: string; onChange(day: string): void }) {
  return (
    <label className="inline-flex items-center gap-2 text-small text-quiet">
      {label}
      <input
        type="date"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        className={classes(box, 'px-2! text-base text-ink')}
      />
    </label>
  );
}
