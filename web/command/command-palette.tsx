import { Dialog } from '@base-ui/react/dialog';
import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { isComposing } from '../kernel/composing.ts';
import { useWords } from '../kernel/text/words.ts';
import { IconButton } from '../kernel/ui/button.tsx';
import { FocusKept } from '../kernel/ui/focus-kept.tsx';
import { type Command, type Openers, useCommands } from './commands.ts';
import { CommandRow } from './command-row.tsx';
import { useCommandText } from './text.ts';

/** One field from which everything is reached: rooms, courses, people, actions. */
export function CommandPalette({
  open,
  nth,
  onClose,
  openers,
}: {
  open: boolean;
  /** Another each time it opens; unset while it is closed. */
  nth: number | undefined;
  onClose(): void;
  openers: Openers;
}) {
  const text = useCommandText();
  const [last, setLast] = useState(nth);
  // While it fades away it shows what it showed; opened anew it begins anew.
  if (nth !== undefined && nth !== last) setLast(nth);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup
          aria-label={text.palette}
          className="fixed inset-0 z-50 flex flex-col bg-raised shadow-over transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0 sm:inset-x-auto sm:top-[12vh] sm:bottom-auto sm:left-1/2 sm:max-h-[70vh] sm:w-full sm:max-w-xl sm:-translate-x-1/2 sm:rounded-box"
        >
          <FocusKept />
          <Content key={last} onClose={onClose} openers={openers} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Content({ onClose, openers }: { onClose(): void; openers: Openers }) {
  const text = useCommandText();
  const words = useWords();
  const id = useId();
  const [written, setWritten] = useState('');
  const [chosen, setChosen] = useState(0);
  const { groups, asking } = useCommands(written, openers);
  const commands = groups.flatMap((group) => group.commands);
  const active = commands[Math.min(chosen, commands.length - 1)];

  const run = (command: Command) => {
    onClose();
    command.run();
  };
  const turn = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent) || commands.length === 0) return;
    const at = Math.min(chosen, commands.length - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === 'Enter' && active !== undefined) {
      event.preventDefault();
      run(active);
    } else if (to !== undefined && !(written !== '' && (event.key === 'Home' || event.key === 'End'))) {
      event.preventDefault();
      setChosen((to + commands.length) % commands.length);
    }
  };

  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-4 pt-[env(safe-area-inset-top)]">
        <Search size={20} aria-hidden className="shrink-0 text-quiet" />
        <input
          type="text"
          role="combobox"
          aria-label={text.open}
          aria-expanded={commands.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={active === undefined ? undefined : `${id}-${active.id}`}
          aria-autocomplete="list"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="go"
          placeholder={text.placeholder}
          value={written}
          onChange={(event) => {
            setWritten(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={turn}
          className="min-h-14 min-w-0 grow bg-transparent outline-none placeholder:text-quiet"
        />
        <Dialog.Close render={<IconButton label={words.close} className="-mr-2 sm:hidden" />}>
          <X size={20} aria-hidden />
        </Dialog.Close>
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={text.palette}
        className="min-h-0 overflow-y-auto overscroll-contain pb-2"
      >
        {groups.map((group) => (
          <div key={group.title} role="group" aria-label={group.title}>
            <p aria-hidden className="px-4 pt-3 pb-1 text-small text-quiet">
              {group.title}
            </p>
            {group.commands.map((command) => (
              <CommandRow
                key={command.id}
                id={`${id}-${command.id}`}
                command={command}
                active={command === active}
                onPoint={() => setChosen(commands.indexOf(command))}
                onRun={() => run(command)}
              />
            ))}
          </div>
        ))}
      </div>
      <p role="status" className={commands.length > 0 || asking ? 'sr-only' : 'px-4 py-8 text-center text-quiet'}>
        {commands.length > 0 ? text.results(commands.length) : asking ? '' : text.none(written.trim())}
      </p>
    </>
  );
}
