import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { useWords } from '../kernel/text/words.ts';
import { Button } from '../kernel/ui/button.tsx';
import { TextArea } from '../kernel/ui/field.tsx';
import { describeRoom } from './groups.ts';
import type { Room } from './rooms.ts';
import { useRoomText } from './room-text.ts';

/** The server takes as many characters. */
const MOST = 1_000;

/** What a room is for. `manages`: whoever looks may change it. */
export function RoomDescription({ room, manages }: { room: Room; manages: boolean }) {
  const words = useRoomText();
  const [changing, setChanging] = useState(false);
  if (changing) return <Form room={room} onDone={() => setChanging(false)} />;
  if (room.description === '') {
    if (!manages) return null;
    return (
      <Button look="quiet" className="-mx-4 self-start text-accent!" onClick={() => setChanging(true)}>
        {words.describe}
      </Button>
    );
  }
  return (
    <div className="flex items-start gap-2">
      <p className="min-w-0 grow wrap-anywhere whitespace-pre-line">{room.description}</p>
      {manages && (
        <Button look="quiet" className="-mr-2 shrink-0" onClick={() => setChanging(true)}>
          {words.changeDescription}
        </Button>
      )}
    </div>
  );
}

function Form({ room, onDone }: { room: Room; onDone(): void }) {
  const words = useRoomText();
  const common = useWords();
  const textOf = useRefusalText();
  const [written, setWritten] = useState(room.description);
  const changing = useMutation({
    mutationFn: () => describeRoom(room.room_code, written.trim()),
    onSuccess: onDone,
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (written.trim() === room.description) onDone();
    else changing.mutate();
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <TextArea
        label={words.description}
        hint={words.descriptionHint}
        rows={4}
        value={written}
        maxLength={MOST}
        ref={(field) => field?.focus()}
        error={changing.isError ? textOf(changing.error) : undefined}
        onChange={(event) => setWritten(event.currentTarget.value)}
      />
      <div className="flex justify-end gap-2">
        <Button look="quiet" onClick={onDone}>
          {common.cancel}
        </Button>
        <Button type="submit" busy={changing.isPending}>
          {common.save}
        </Button>
      </div>
    </form>
  );
}
