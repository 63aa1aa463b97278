import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../text/words.ts';
import { Button, IconButton } from './button.tsx';

const manager = Toast.createToastManager();

/** Says what was done, with a way back where there is one. Read out by screen readers. Answers how to take it away early. */
export function say(text: string, undo?: () => void): () => void {
  const id = manager.add({ description: text, timeout: undo === undefined ? 4_000 : 8_000, data: { undo } });
  return () => manager.close(id);
}

/** Says what went wrong. */
export function complain(text: string): void {
  manager.add({ description: text, timeout: 8_000, priority: 'high' });
}

export function Toasts({ children }: { children: ReactNode }) {
  const words = useWords();
  return (
    <Toast.Provider toastManager={manager}>
      {children}
      <Toast.Portal>
        <Toast.Viewport
          aria-label={words.notes}
          className="fixed inset-x-4 bottom-20 z-50 mx-auto flex max-w-md flex-col gap-2 sm:bottom-6"
        >
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const words = useWords();
  const { toasts } = Toast.useToastManager<{ undo?: () => void }>();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="flex items-center gap-3 rounded-box bg-ink py-2 pr-2 pl-4 text-page shadow-over data-limited:hidden"
    >
      <Toast.Description className="grow" />
      {toast.data?.undo !== undefined && (
        <Button
          look="quiet"
          className="text-page! hover:text-ink!"
          onClick={() => {
            toast.data?.undo?.();
            manager.close(toast.id);
          }}
        >
          {words.undo}
        </Button>
      )}
      <Toast.Close render={<IconButton label={words.close} className="text-page! hover:text-ink!" />}>
        <X size={18} aria-hidden />
      </Toast.Close>
    </Toast.Root>
  ));
}
