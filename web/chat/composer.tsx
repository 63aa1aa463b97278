import { SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { PickButton } from '../files/pick-button.tsx';
import type { PickedFiles } from '../files/picked.ts';
import { UploadList } from '../files/upload-list.tsx';
import { isComposing } from '../kernel/composing.ts';
import { live } from '../kernel/live.ts';
import { classes } from '../kernel/ui/classes.ts';
import { draftPlace } from './draft-place.ts';
import { useDraft } from './drafts.ts';
import { EmojiButton } from './emoji-button.tsx';
import { sendFromHere } from './outbox.ts';
import { useMentions, useReachLine } from './mention-list.tsx';
import { useMessageText } from './message-text.ts';
import { useChatText } from './text.ts';
import { useTakeFiles } from '../files/take-files.ts';

/** Characters a message may have, and from where on it is said how many are left. */
const MOST = 10_000;
const SOON = 9_500;
/** The server passes no more than one sign of typing a second on. */
const TYPING_EVERY = 1_000;

/** Writes a message. Enter sends, with Shift it breaks the line; while an input method composes, Enter is its own. */
export function Composer({
  code,
  name,
  picked,
  thread,
  onEditLast,
}: {
  code: string;
  name: string;
  picked: PickedFiles;
  /** Seq of the root of the thread that is written in. */
  thread?: number;
  /** ↑ where nothing is written yet. */
  onEditLast(): void;
}) {
  const words = useChatText();
  const { sayReply, replyTo } = useMessageText();
  const takeFiles = useTakeFiles(picked);
  const [text, setText] = useDraft(draftPlace(code, thread));
  const [held, setHeld] = useState<'uploading' | 'failed'>();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const typed = useRef(0);
  const mentions = useMentions({ text, area, write });
  const reach = useReachLine(text);
  const left = MOST - text.length;
  const empty = text.trim() === '' && picked.files.length === 0;
  const why = picked.busy ? 'uploading' : picked.stuck ? 'failed' : undefined;

  function write(next: string): void {
    setText(next);
    if (next === '' || Date.now() - typed.current < TYPING_EVERY) return;
    typed.current = Date.now();
    live.typing(code);
  }

  function send(): void {
    if (empty || left < 0) return;
    setHeld(why);
    if (why !== undefined) return;
    sendFromHere(code, text.trim(), picked.fileIds, thread);
    setText('');
    picked.clear();
    typed.current = 0;
    area.current?.focus();
  }

  function press(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent) || mentions.press(event)) return;
    if (event.key === 'ArrowUp' && text === '' && !event.altKey) {
      event.preventDefault();
      onEditLast();
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    send();
  }

  function insert(emoji: string): void {
    const { current: field } = area;
    if (field === null) return;
    const { selectionStart: from, selectionEnd: to } = field;
    write(text.slice(0, from) + emoji + text.slice(to));
    requestAnimationFrame(() => {
      field.focus();
      field.setSelectionRange(from + emoji.length, from + emoji.length);
    });
  }

  return (
    <div className="shrink-0 px-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] sm:px-6 sm:pb-4">
      <div className="relative mx-auto flex max-w-3xl flex-col gap-2 rounded-box border border-control/60 bg-page p-2 focus-within:border-accent">
        {mentions.list}
        <UploadList picked={picked} />
        <div className="flex items-end gap-1">
          <PickButton onFiles={takeFiles} />
          <textarea
            ref={area}
            data-composer={thread === undefined ? '' : undefined}
            value={text}
            rows={1}
            placeholder={thread === undefined ? words.say : sayReply}
            aria-label={thread === undefined ? words.compose(name) : replyTo}
            aria-describedby={`${id}-state`}
            enterKeyHint="send"
            onChange={(event) => {
              write(event.currentTarget.value);
              mentions.look();
            }}
            onKeyDown={press}
            {...mentions.field}
            className="field-sizing-content max-h-[calc(8lh+0.75rem)] min-h-9 min-w-0 grow resize-none bg-transparent py-1.5 outline-none placeholder:text-quiet pointer-coarse:min-h-11 pointer-coarse:py-2.5"
          />
          <EmojiButton onPick={insert} />
          <button
            type="button"
            aria-label={words.send}
            title={words.send}
            disabled={empty || left < 0}
            aria-disabled={why !== undefined}
            onClick={send}
            className={classes(
              'inline-flex size-9 shrink-0 items-center justify-center rounded-box pointer-coarse:size-11',
              empty || left < 0 || why !== undefined
                ? 'text-quiet disabled:opacity-40'
                : 'bg-accent text-accent-ink hover:opacity-90',
            )}
          >
            <SendHorizontal size={20} aria-hidden />
          </button>
        </div>
        <p
          id={`${id}-state`}
          role="status"
          className={classes('px-2 text-small empty:hidden', left < 0 ? 'text-danger' : 'text-quiet')}
        >
          {held !== undefined && held === why
            ? { uploading: words.stillUploading, failed: words.uploadFailed }[held]
            : left < 0
              ? words.tooLong(-left)
              : text.length > SOON
                ? words.left10(left)
                : reach}
        </p>
      </div>
    </div>
  );
}
