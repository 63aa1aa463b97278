import { useMutation } from '@tanstack/react-query';
import { type KeyboardEvent, useRef, useState } from 'react';
import { isComposing } from '../kernel/composing.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { useWords } from '../kernel/text/words.ts';
import { Button } from '../kernel/ui/button.tsx';
import type { MessageEntry } from './log-rows.ts';
import { saveEdit } from './message-acts.ts';
import { useMentions, useReachLine } from './mention-list.tsx';
import { useMessageText } from './message-text.ts';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';

const MOST = 10_000;

/** One's own message while it is changed, in its place. Esc leaves it as it was. */
export function MessageEdit({ entry }: { entry: MessageEntry }) {
  const words = useMessageText();
  const chat = useChatText();
  const common = useWords();
  const textOf = useRefusalText();
  const { code, edit } = useRoomContext();
  const [text, setText] = useState(entry.text);
  const area = useRef<HTMLTextAreaElement>(null);
  const mentions = useMentions({ text, area, write: setText });
  const reach = useReachLine(text);
  const left = MOST - text.length;
  const empty = text.trim() === '' && entry.file_ids.length === 0;
  const saving = useMutation({ mutationFn: () => saveEdit(code, entry.seq, text.trim()), onSuccess: leave });

  function leave(): void {
    edit(undefined);
    document.querySelector<HTMLElement>('[data-composer]')?.focus();
  }

  function save(): void {
    if (empty || left < 0 || saving.isPending) return;
    if (text.trim() === entry.text.trim()) leave();
    else saving.mutate();
  }

  function press(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent) || mentions.press(event)) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      leave();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  }

  return (
    <div className="relative flex flex-col gap-1 py-1">
      {mentions.list}
      <textarea
        ref={(field) => {
          if (field !== null && area.current === null) focusWhenShown(field);
          area.current = field;
        }}
        value={text}
        rows={1}
        aria-label={words.editLabel}
        onChange={(event) => {
          setText(event.currentTarget.value);
          mentions.look();
        }}
        onKeyDown={press}
        {...mentions.field}
        className="field-sizing-content max-h-[12lh] min-h-9 w-full resize-none rounded-box border border-control/60 bg-page px-3 py-1.5 outline-none focus:border-accent"
      />
      <div className="flex flex-wrap items-center gap-2">
        <p
          role="status"
          className={left < 0 || saving.isError ? 'grow text-small text-danger' : 'grow text-small text-quiet'}
        >
          {saving.isError ? textOf(saving.error) : left < 0 ? chat.tooLong(-left) : reach || words.editHint}
        </p>
        <Button look="quiet" onClick={leave}>
          {common.cancel}
        </Button>
        <Button look="main" busy={saving.isPending} disabled={empty || left < 0} onClick={save}>
          {common.save}
        </Button>
      </div>
    </div>
  );
}

/** Frames after which what cannot take the focus, below a dialog, is left without it. */
const MOST_FRAMES = 60;

/** A row that has just come is hidden until its height is known, and takes no focus. */
function focusWhenShown(field: HTMLTextAreaElement, frames = 0): void {
  field.focus();
  if (document.activeElement === field) field.setSelectionRange(field.value.length, field.value.length);
  else if (field.isConnected && frames < MOST_FRAMES) requestAnimationFrame(() => focusWhenShown(field, frames + 1));
}
