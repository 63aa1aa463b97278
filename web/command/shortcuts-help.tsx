import { isMac } from '../kernel/palette.ts';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { useCommandText } from './text.ts';

/** Every shortcut there is. */
export function ShortcutsHelp({ open, onClose }: { open: boolean; onClose(): void }) {
  const text = useCommandText();
  const alt = isMac ? '⌥' : 'Alt';
  const shift = isMac ? '⇧' : 'Shift';
  const shortcuts: [does: string, ...keys: string[]][] = [
    [text.help.palette, isMac ? '⌘' : 'Ctrl', 'K'],
    [text.help.previous, alt, '↑'],
    [text.help.next, alt, '↓'],
    [text.help.unreadAbove, alt, shift, '↑'],
    [text.help.unreadBelow, alt, shift, '↓'],
    [text.help.compose, '/'],
    [text.help.send, 'Enter'],
    [text.help.newLine, shift, 'Enter'],
    [text.help.close, 'Esc'],
    [text.help.help, '?'],
  ];
  return (
    <Dialog title={text.shortcuts} open={open} onClose={onClose}>
      <dl className="divide-y divide-line">
        {shortcuts.map(([does, ...keys]) => (
          <div key={does} className="flex min-h-10 items-center justify-between gap-4">
            <dt>{does}</dt>
            <dd className="flex shrink-0 gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-7 rounded-box border border-line bg-side px-1.5 text-center font-sans text-small"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-small text-quiet">{text.helpHint}</p>
    </Dialog>
  );
}
