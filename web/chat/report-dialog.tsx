import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState, useSyncExternalStore } from 'react';
import { reportMessage } from '../../contract/reports.ts';
import { call } from '../kernel/api.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { TextArea } from '../kernel/ui/field.tsx';
import { say } from '../kernel/ui/toasts.tsx';
import { usePeopleText } from './people-text.ts';

/** What is reported: a message by its `message` in its room, or a person of the room. */
type Reported = { room: string; message?: number; username: string; nickname: string };

const watchers = new Set<() => void>();
let asked: Reported | undefined;

/** Asks what is wrong with it. From anywhere: what it is asked from (a card, a menu) closes meanwhile. */
export function askReport(reported: Reported | undefined): void {
  asked = reported;
  for (const watcher of watchers) watcher();
}

/** Where the question comes up. */
export function ReportDialog() {
  const words = usePeopleText();
  const reported = useSyncExternalStore(
    (changed) => {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
    () => asked,
  );
  const title = reported?.message === undefined ? words.reportPerson(reported?.nickname ?? '') : words.reportMessage;
  return (
    <Dialog title={title} open={reported !== undefined} onClose={() => askReport(undefined)}>
      {reported !== undefined && <Form reported={reported} />}
    </Dialog>
  );
}

function Form({ reported: { room, message, username } }: { reported: Reported }) {
  const words = usePeopleText();
  const textOf = useRefusalText();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const telling = useMutation({
    mutationFn: () =>
      call(reportMessage, {
        room_code: room,
        reason: reason.trim(),
        ...(message === undefined ? { username } : { id: message }),
      }),
    onSuccess: () => {
      askReport(undefined);
      say(words.reported);
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    setMissing(reason.trim() === '');
    if (reason.trim() !== '') telling.mutate();
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <TextArea
        label={words.reason}
        hint={words.reportHint}
        error={missing ? words.reasonNeeded : telling.isError ? textOf(telling.error) : undefined}
        rows={4}
        maxLength={1_000}
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setMissing(false);
        }}
      />
      <Button look="main" type="submit" busy={telling.isPending} className="self-end">
        {words.send}
      </Button>
    </form>
  );
}
