import { Pin, PinOff } from 'lucide-react';
import { useState } from 'react';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { useTimes } from '../kernel/text/times.ts';
import { IconButton } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { complain } from '../kernel/ui/toasts.tsx';
import type { MessageEntry } from './log-rows.ts';
import { Markdown } from './markdown/markdown.tsx';
import { setPinned } from './message-acts.ts';
import { useMessageText } from './message-text.ts';
import { usePins } from './pins.ts';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';
import { WhoIs } from './who-is.tsx';

/** Above a log: how many messages are pinned, and the way to each. */
export function PinsBar() {
  const words = useMessageText();
  const { code, jumpTo } = useRoomContext();
  const [open, setOpen] = useState(false);
  const pins = usePins(code).data ?? [];
  if (pins.length === 0) return null;
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="flex min-h-9 shrink-0 items-center gap-2 border-b border-line px-4 text-small text-quiet hover:bg-hover sm:px-6 pointer-coarse:min-h-11"
      >
        <Pin size={14} aria-hidden />
        {words.pinnedCount(pins.length)}
      </button>
      <Dialog title={words.pinnedMessages} open={open} onClose={() => setOpen(false)}>
        <ul className="flex flex-col divide-y divide-line">
          {pins.map(({ by, entry }) =>
            entry.kind === 'message' ? (
              <PinnedRow
                key={entry.seq}
                entry={entry}
                by={by}
                onJump={() => {
                  setOpen(false);
                  jumpTo(entry);
                }}
              />
            ) : null,
          )}
        </ul>
      </Dialog>
    </>
  );
}

function PinnedRow({ entry, by, onJump }: { entry: MessageEntry; by: string; onJump(): void }) {
  const words = useMessageText();
  const chat = useChatText();
  const times = useTimes();
  const textOf = useRefusalText();
  const { code, powers } = useRoomContext();
  const unpin = (): void => void setPinned(code, entry.seq, false).catch((error: unknown) => complain(textOf(error)));
  return (
    <li className="flex items-start gap-2 py-3 first:pt-0 last:pb-0">
      <div className="flex min-w-0 grow flex-col gap-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-small text-quiet">
          <WhoIs username={entry.user}>
            {({ nickname }) => <span className="font-bold text-ink">{nickname}</span>}
          </WhoIs>
          <time dateTime={new Date(entry.ts).toISOString()} title={times.exact(entry.ts)}>
            {times.moment(entry.ts)}
          </time>
          <WhoIs username={by}>{({ nickname }) => words.pinnedBy(nickname)}</WhoIs>
        </p>
        <div className="max-h-[6lh] overflow-hidden">
          {entry.text === '' ? <p className="text-quiet">{chat.fileOnly}</p> : <Markdown text={entry.text} />}
        </div>
        <button
          type="button"
          onClick={onJump}
          className="min-h-8 self-start rounded-box text-small font-bold text-accent hover:underline pointer-coarse:min-h-11"
        >
          {words.jumpThere}
        </button>
      </div>
      {powers.pin && (
        <IconButton label={words.unpin} onClick={unpin}>
          <PinOff size={18} aria-hidden />
        </IconButton>
      )}
    </li>
  );
}
