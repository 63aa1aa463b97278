import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import type { Replies } from '../../contract/entry.ts';
import { Failed, Waiting } from '../kernel/ui/states.tsx';
import { useMessageText } from './message-text.ts';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';
import { useThread } from './threads.ts';
import { WhoIs } from './who-is.tsx';

const SHOWN = 3;

/** What is said about a post, folded below its card: the last of it at a glance, and the way to all. */
export function FoldedReplies({ root, replies }: { root: number; replies: Replies | undefined }) {
  const words = useMessageText();
  const { openThread } = useRoomContext();
  const id = useId();
  const [open, setOpen] = useState(false);
  const look =
    'flex min-h-9 items-center gap-1 px-4 text-left text-small font-bold text-accent hover:bg-hover pointer-coarse:min-h-11';
  if (replies === undefined) {
    return (
      <button
        type="button"
        onClick={() => openThread(root)}
        className={`${look} w-full rounded-b-box border-t border-line`}
      >
        {words.ask}
      </button>
    );
  }
  return (
    <div className="rounded-b-box border-t border-line">
      <div className="flex">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
          className={`${look} min-w-0 grow rounded-bl-box`}
        >
          {open ? <ChevronDown size={16} aria-hidden /> : <ChevronRight size={16} aria-hidden />}
          {words.repliesOf(replies.count)}
        </button>
        <button type="button" onClick={() => openThread(root)} className={`${look} shrink-0 rounded-br-box`}>
          {words.openThread}
        </button>
      </div>
      {open && (
        <div id={id} className="border-t border-line px-4 py-2">
          <Glance root={root} />
        </div>
      )}
    </div>
  );
}

function Glance({ root }: { root: number }) {
  const chat = useChatText();
  const { code } = useRoomContext();
  const thread = useThread(code, root);
  if (thread.data === undefined)
    return thread.isError ? (
      <Failed error={thread.error} onRetry={() => void thread.refetch()} />
    ) : (
      <Waiting lines={2} />
    );
  const said = (thread.data?.entries ?? []).filter((entry) => entry.kind === 'message' && entry.deleted !== true);
  return (
    <ul className="flex flex-col gap-1">
      {said.slice(-SHOWN).map((entry) => (
        <li key={entry.seq} className="line-clamp-2 wrap-anywhere">
          <WhoIs username={entry.user}>{({ nickname }) => <span className="font-bold">{nickname}</span>}</WhoIs>{' '}
          {entry.kind === 'message' && (entry.text.trim() === '' ? chat.fileOnly : entry.text)}
        </li>
      ))}
    </ul>
  );
}
