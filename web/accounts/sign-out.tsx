import { useMutation } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { countUnsent } from '../kernel/leaving.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { complain } from '../kernel/ui/toasts.tsx';
import { signOut } from './me.ts';
import { useAccountsText } from './text.ts';

/** Signs out at once, unless something written here would be lost: then it asks. `dialog` belongs into the page. */
export function useSignOut() {
  const text = useAccountsText();
  const textOf = useRefusalText();
  const [unsent, setUnsent] = useState(0);
  const { mutate, isPending } = useMutation({ mutationFn: signOut, onError: (error) => complain(textOf(error)) });
  const leave = () => {
    const count = countUnsent();
    if (count === 0) mutate();
    else setUnsent(count);
  };
  const dialog = (
    <Dialog title={text.signOut} open={unsent > 0} onClose={() => setUnsent(0)}>
      <p>{text.unsent(unsent)}</p>
      <p className="mt-5 flex flex-wrap justify-end gap-2">
        <Button look="danger" busy={isPending} onClick={() => mutate()}>
          {text.signOutAnyway}
        </Button>
        <Button look="main" onClick={() => setUnsent(0)}>
          {text.stay}
        </Button>
      </p>
    </Dialog>
  );
  return { leave, busy: isPending, dialog };
}

export function SignOut() {
  const text = useAccountsText();
  const { leave, busy, dialog } = useSignOut();
  return (
    <div className="mt-10 mb-6 border-t border-line pt-5">
      <Button look="danger" busy={busy} onClick={leave}>
        <LogOut size={18} aria-hidden />
        {text.signOut}
      </Button>
      <p className="mt-2 text-small text-quiet">{text.signOutHint}</p>
      {dialog}
    </div>
  );
}
