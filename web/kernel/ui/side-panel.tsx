import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../text/words.ts';
import { IconButton } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { useWide } from './wide.ts';

/** What is asked for beside a screen: a third column where there is space for it, else over it. Esc closes it. */
export function SidePanel({
  title,
  open,
  onClose,
  children,
}: {
  title: string;
  open: boolean;
  onClose(): void;
  children: ReactNode;
}) {
  const wide = useWide();
  if (!wide) {
    return (
      <Dialog title={title} open={open} onClose={onClose}>
        {children}
      </Dialog>
    );
  }
  return open && <Beside {...{ title, onClose, children }} />;
}

function Beside({ title, onClose, children }: { title: string; onClose(): void; children: ReactNode }) {
  const words = useWords();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc closes it from anywhere inside
    <aside
      aria-label={title}
      className="flex w-80 shrink-0 flex-col border-l border-line"
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onClose()}
    >
      <header className="flex min-h-14 items-center gap-2 pr-3 pl-5">
        <h2 className="min-w-0 grow truncate font-bold">{title}</h2>
        <IconButton label={words.close} onClick={onClose} ref={focused}>
          <X size={20} aria-hidden />
        </IconButton>
      </header>
      <div className="min-h-0 grow overflow-y-auto px-5 pb-6">{children}</div>
    </aside>
  );
}

/** The keyboard goes where the eye goes: into a panel that opens, and back to where it was. */
const focused = (element: HTMLElement | null) => {
  const before = document.activeElement;
  element?.focus();
  return () => {
    if (before instanceof HTMLElement) before.focus();
  };
};
