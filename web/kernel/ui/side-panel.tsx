import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../text/words.ts';
import { IconButton } from './button.tsx';
import { classes } from './classes.ts';
import { Dialog } from './dialog.tsx';
import { useWide } from './wide.ts';

/** What is asked for beside a screen: a third column where there is space for it, else over it. Esc closes it. */
export function SidePanel({
  title,
  open,
  onClose,
  children,
  fill = false,
}: {
  title: string;
  open: boolean;
  onClose(): void;
  children: ReactNode;
  /** It has a height of its own to the bottom, and on a phone the whole screen. */
  fill?: boolean;
}) {
  const wide = useWide();
  if (!wide) {
    return (
      <Dialog title={title} open={open} onClose={onClose} full={fill} fill={fill}>
        {children}
      </Dialog>
    );
  }
  return open && <Beside {...{ title, onClose, children, fill }} />;
}

function Beside({
  title,
  onClose,
  children,
  fill,
}: {
  title: string;
  onClose(): void;
  children: ReactNode;
  fill: boolean;
}) {
  const words = useWords();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc closes it from anywhere inside
    <aside
      aria-label={title}
      className={classes('flex shrink-0 flex-col border-l border-line', fill ? 'w-96' : 'w-80')}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onClose()}
    >
      <header className="flex min-h-14 items-center gap-2 pr-3 pl-5">
        <h2 className="min-w-0 grow truncate font-bold">{title}</h2>
        <IconButton label={words.close} onClick={onClose} ref={focused}>
          <X size={20} aria-hidden />
        </IconButton>
      </header>
      <div className={classes('min-h-0 grow', fill ? 'flex flex-col' : 'overflow-y-auto px-5 pb-6')}>{children}</div>
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
