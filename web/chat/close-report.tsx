import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { TextArea } from '../kernel/ui/field.tsx';
import { say } from '../kernel/ui/toasts.tsx';
import { usePeopleText } from './people-text.ts';
import { changeReport, type Report } from './reports.ts';

/** Marks a report as done, with a word for the colleagues. */
export function CloseReport({ report, onClose }: { report: Report | undefined; onClose(): void }) {
  const words = usePeopleText();
  return (
    <Dialog title={words.close} open={report !== undefined} onClose={onClose}>
      {report !== undefined && <Form key={report.id} report={report} onDone={onClose} />}
    </Dialog>
  );
}

function Form({ report, onDone }: { report: Report; onDone(): void }) {
  const words = usePeopleText();
  const textOf = useRefusalText();
  const [note, setNote] = useState(report.note);
  const closing = useMutation({
    mutationFn: () => changeReport(report.id, 'done', note.trim() === '' ? undefined : note.trim()),
    onSuccess: () => {
      onDone();
      say(words.closed);
    },
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    closing.mutate();
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <TextArea
        label={words.note}
        hint={words.noteHint}
        error={closing.isError ? textOf(closing.error) : undefined}
        rows={3}
        maxLength={1_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button look="main" type="submit" busy={closing.isPending} className="self-end">
        {words.close}
      </Button>
    </form>
  );
}
