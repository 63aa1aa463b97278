import { AtSign } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type RefObject, useId, useMemo, useRef, useState } from 'react';
import { nameKey } from '../../contract/name-key.ts';
import { Avatar } from '../kernel/ui/avatar.tsx';
import { classes } from '../kernel/ui/classes.ts';
import { RoleBadge } from '../kernel/ui/role-badge.tsx';
import type { Member } from './members.ts';
import { begunAt, choicesFor, isSaid, soundIn } from './mention-choice.ts';
import { saysAll } from './mentioned.ts';
import { membersSounding, mentionReach } from './message-acts.ts';
import { useMessageText } from './message-text.ts';
import { useRoomContext } from './room-context.ts';

type Choice = { name: string; member?: Member };
type Field = { text: string; area: RefObject<HTMLTextAreaElement | null>; write(next: string): void };

/**
 * Proposes whom a text may mention while its name is written. `press` answers whether a key was for the list; `field` goes to the
 * text field that it is for.
 */
export function useMentions({ text, area, write }: Field) {
  const { code, kind, me, members, memberKeys } = useRoomContext();
  const id = useId();
  /** Where it stood when something was written last; elsewhere nobody asks for names. */
  const [caret, setCaret] = useState<number>();
  const [left, setLeft] = useState<number>();
  const [chosen, setChosen] = useState(0);
  const written = useRef(0);
  const begun = kind === 'direct' || caret === undefined ? undefined : begunAt(text, caret);
  const reach = useReach(code, begun !== undefined);
  const sought = begun === undefined || isSaid(begun.written, memberKeys) ? undefined : begun.written;
  const sounding = useSounding(code, sought, members);
  const people: Choice[] =
    begun === undefined || left === begun.from
      ? []
      : choicesFor(begun.written, members.values(), { me, sounding }).map((member) => ({
          name: member.username,
          member,
        }));
  const isAll = reach?.all === true && begun !== undefined && left !== begun.from;
  const everybody: Choice[] =
    isAll && ['all', '所有人'].some((name) => name.startsWith(nameKey(begun.written))) ? [{ name: 'all' }] : [];
  const choices = [...people, ...everybody];
  const at = Math.min(chosen, choices.length - 1);

  function choose(choice: Choice | undefined): void {
    if (begun === undefined || choice === undefined) return;
    const before = `${text.slice(0, begun.from)}@${choice.name} `;
    write(before + text.slice(begun.from + 1 + begun.written.length).replace(/^ /, ''));
    setCaret(undefined);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(before.length, before.length);
    });
  }

  function press(event: KeyboardEvent): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (choices.length === 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
    if (step !== undefined) setChosen((at + step + choices.length) % choices.length);
    else if (event.key === 'Enter' || event.key === 'Tab') choose(choices[at]);
    else if (event.key === 'Escape') setLeft(begun?.from);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  function look(): void {
    const { value = '', selectionStart = 0 } = area.current ?? {};
    setCaret(selectionStart);
    written.current = selectionStart;
    setChosen(0);
    // One that is begun anew is another.
    if (begunAt(value, selectionStart) === undefined) setLeft(undefined);
  }

  const isOpen = choices.length > 0;
  return {
    press,
    /** The text or the caret in it is another one. */
    look,
    field: {
      ...(isOpen && {
        // Only while there is something to choose: a combobox has one line, and a message is written in a text field of several.
        role: 'combobox',
        'aria-expanded': true,
        'aria-haspopup': 'listbox' as const,
        'aria-controls': id,
        'aria-activedescendant': `${id}-${at}`,
      }),
      'aria-autocomplete': 'list' as const,
      onSelect: () => {
        if (area.current?.selectionStart !== written.current) setCaret(undefined);
      },
      onBlur: () => setLeft(begun?.from),
    },
    list: isOpen && <List id={id} choices={choices} at={at} reach={reach?.reach ?? 0} onChoose={choose} />,
  };
}

function List({
  id,
  choices,
  at,
  reach,
  onChoose,
}: {
  id: string;
  choices: readonly Choice[];
  at: number;
  reach: number;
  onChoose(choice: Choice): void;
}) {
  const words = useMessageText();
  return (
    <div
      id={id}
      role="listbox"
      aria-label={words.people}
      className="absolute inset-x-0 bottom-full z-30 mb-1 max-h-72 overflow-y-auto rounded-box border border-line bg-raised py-1 shadow-over"
    >
      {choices.map((choice, index) => (
        <button
          type="button"
          tabIndex={-1}
          key={choice.name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          // The field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(choice)}
          className={classes(
            'flex min-h-9 w-full items-center gap-2 px-3 py-1 text-left pointer-coarse:min-h-11',
            index === at ? 'bg-chosen' : 'hover:bg-hover',
          )}
        >
          {choice.member === undefined ? (
            <>
              <AtSign size={20} aria-hidden className="mx-0.5" />
              <span className="font-bold">{words.all}</span>
              <span className="text-small text-quiet">{words.reach(reach)}</span>
            </>
          ) : (
            <>
              <Avatar name={choice.member.nickname} picture={choice.member.picture} size="small" />
              <span className="truncate font-bold">{choice.member.nickname}</span>
              <span className="min-w-0 truncate text-small text-quiet">@{choice.member.username}</span>
              <RoleBadge role={choice.member.role} />
            </>
          )}
        </button>
      ))}
    </div>
  );
}

/** How many people an `@all` in the text reaches, before it is sent; or that it reaches nobody. Empty: there is none. */
export function useReachLine(text: string): string {
  const words = useMessageText();
  const { code, kind } = useRoomContext();
  const says = kind !== 'direct' && saysAll(text);
  const reach = useReach(code, says);
  if (!says || reach === undefined) return '';
  return reach.all ? words.reach(reach.reach) : words.noAll;
}

const NOBODY: readonly string[] = [];

/** Usernames of the members whose names sound as it is written. The server alone knows pinyin; it is asked where some name has it. */
function useSounding(
  code: string,
  written: string | undefined,
  members: ReadonlyMap<string, Member>,
): readonly string[] {
  const sound = written === undefined ? undefined : soundIn(written);
  const isChinese = useMemo(
    () => [...members.values()].some(({ nickname }) => /\p{Script=Han}/u.test(nickname)),
    [members],
  );
  const { data } = useQuery({
    queryKey: ['passing', 'sounding', code, sound],
    queryFn: () => membersSounding(code, sound ?? ''),
    enabled: sound !== undefined && isChinese,
  });
  return data ?? NOBODY;
}

function useReach(code: string, ask: boolean) {
  return useQuery({ queryKey: ['passing', 'reach', code], queryFn: () => mentionReach(code), enabled: ask }).data;
}
