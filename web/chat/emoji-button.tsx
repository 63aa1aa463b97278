import { Popover as Base } from '@base-ui/react/popover';
import { Smile } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { IconButton } from '../kernel/ui/button.tsx';
import { Waiting } from '../kernel/ui/states.tsx';
import { useChatText } from './text.ts';

const EmojiPicker = lazy(async () => ({ default: (await import('./emoji-picker.tsx')).EmojiPicker }));

/** Opens the emoji, which are read when somebody first wants one. */
export function EmojiButton({ onPick }: { onPick(emoji: string): void }) {
  const words = useChatText();
  const [open, setOpen] = useState(false);
  return (
    <Base.Root open={open} onOpenChange={setOpen}>
      <Base.Trigger render={<IconButton label={words.emoji} />}>
        <Smile size={20} aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner side="top" align="end" sideOffset={8} collisionPadding={8} className="z-50">
          <Base.Popup
            aria-label={words.emoji}
            className="h-80 w-[min(22rem,calc(100vw-1rem))] overflow-hidden rounded-box border border-line bg-raised shadow-over outline-none"
          >
            <Suspense fallback={<Waiting />}>
              <EmojiPicker
                onPick={(emoji) => {
                  setOpen(false);
                  onPick(emoji);
                }}
              />
            </Suspense>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
