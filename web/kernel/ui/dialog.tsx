import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useWords } from '../text/words.ts';
import { IconButton } from './button.tsx';
import { FocusKept } from './focus-kept.tsx';

const FIELD = 'input:not([hidden], [type=hidden], [type=file]), textarea, select';

/** What must be done or left before going on: a sheet on a phone, a box elsewhere. Esc and the cross close it. */
export function Dialog({
  title,
  open,
  onClose,
  children,
  wide = false,
  full = false,
  fill = false,
}: {
  title: string;
  open: boolean;
  onClose(): void;
  children: ReactNode;
  wide?: boolean;
  /** On a phone it takes the whole screen. */
  full?: boolean;
  /** What is inside reaches its edges and scrolls by itself. */
  fill?: boolean;
}) {
  const words = useWords();
  const body = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          // A form is there to be filled in; on a phone that would bring the keyboard up before anything was read, of what fills the
          // screen also where an address has opened it.
          initialFocus={(by) =>
            by === 'touch' || (fill && matchMedia('(pointer: coarse)').matches)
              ? true
              : (body.current?.querySelector<HTMLElement>(FIELD) ?? true)
          }
          className={`fixed inset-x-0 bottom-0 z-50 flex flex-col bg-raised pb-[env(safe-area-inset-bottom)] shadow-over transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-full sm:-translate-1/2 sm:rounded-box ${wide ? 'sm:max-w-2xl' : 'sm:max-w-md'} ${full ? 'h-dvh sm:h-auto sm:max-h-[92dvh]' : 'max-h-[92dvh] rounded-t-box'}`}
        >
          <FocusKept />
          <header className="flex items-center justify-between gap-4 px-6 pt-4">
            <Base.Title className="text-title font-bold">{title}</Base.Title>
            <Base.Close render={<IconButton label={words.close} />}>
              <X size={20} aria-hidden />
            </Base.Close>
          </header>
          <div ref={body} className={fill ? 'flex min-h-0 grow flex-col' : 'overflow-y-auto px-6 pt-3 pb-6'}>
            {children}
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
