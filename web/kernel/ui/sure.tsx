import { useMutation } from '@tanstack/react-query';
import { useRefusalText } from '../text/refusals.ts';
import { useWords } from '../text/words.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** Asks once more, where it cannot be undone. It stays open while it is done, and says when that failed. */
export function Sure({
  open,
  title,
  hint,
  action,
  danger = false,
  onClose,
  onSure,
}: {
  open: boolean;
  title: string;
  hint: string;
  /** What the button says: the thing that is done. */
  action: string;
  danger?: boolean;
  onClose(): void;
  onSure(): Promise<void>;
}) {
  const words = useWords();
  const textOf = useRefusalText();
  const doing = useMutation({ mutationFn: onSure, onSuccess: onClose });
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <div className="flex flex-col gap-5">
        <p className="text-pretty">{hint}</p>
        <p role="alert" className="text-danger empty:hidden">
          {doing.isError ? textOf(doing.error) : ''}
        </p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="quiet" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button look={danger ? 'danger' : 'main'} busy={doing.isPending} onClick={() => doing.mutate()}>
            {action}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
