import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import { glance } from '../kernel/text/glance.ts';
import { useTimes } from '../kernel/text/times.ts';
import { classes } from '../kernel/ui/classes.ts';
import { Failed, Waiting } from '../kernel/ui/states.tsx';
import type { MessageEntry, PostEntry } from './log-rows.ts';
import { usePerson } from './members.ts';
import { useMessageText } from './message-text.ts';
import { RepliesChip } from './replies-chip.tsx';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';
import { useThread } from './threads.ts';

const LATEST = 3;
/** The cards that stand open: a row that is scrolled out of sight and back is another one. */
const unfolded = new Set<string>();

/** Below a post's card: how much was said about it, and folded open what was said last. `open`: it can still be asked about. */
export function Latest({ entry, open }: { entry: PostEntry; open: boolean }) {
  const words = useMessageText();
  const room = useRoomContext();
  const id = useId();
  const key = `${room.code} ${entry.seq}`;
  const [isUnfolded, setUnfolded] = useState(unfolded.has(key));
  if (entry.replies === undefined) {
    if (!open || !room.powers.write) return null;
    return (
      <button
        type="button"
        onClick={() => room.openThread(entry.seq)}
        className="block min-h-9 w-full rounded-b-box border-t border-line px-4 text-left text-small font-bold text-accent hover:bg-hover pointer-coarse:min-h-11"
      >
        {words.ask}
      </button>
    );
  }
  function fold(): void {
    if (isUnfolded) unfolded.delete(key);
    else unfolded.add(key);
    setUnfolded(!isUnfolded);
  }
  return (
    <div className="border-t border-line">
      <div className="flex items-center gap-2 py-0.5 pr-1 pl-4">
        <div className="flex min-w-0 grow">
          <RepliesChip root={entry.seq} replies={entry.replies} />
        </div>
        <button
          type="button"
          aria-expanded={isUnfolded}
          aria-controls={id}
          aria-label={words.latestReplies}
          title={words.latestReplies}
          onClick={fold}
          className="inline-flex size-9 shrink-0 items-center justify-center rounded-box text-quiet hover:bg-hover hover:text-ink pointer-coarse:size-11"
        >
          <ChevronDown size={18} aria-hidden className={classes('transition-transform', isUnfolded && 'rotate-180')} />
        </button>
      </div>
      <div id={id} hidden={!isUnfolded} className="px-4 pb-2">
        {isUnfolded && <Unfolded root={entry.seq} />}
      </div>
    </div>
  );
}

function Unfolded({ root }: { root: number }) {
  const words = useMessageText();
  const { code, powers, openThread } = useRoomContext();
  const thread = useThread(code, root);
  if (thread.data === null) return <p className="text-small text-quiet">{words.threadGone}</p>;
  if (thread.data === undefined)
    return thread.isError ? (
      <Failed error={thread.error} onRetry={() => void thread.refetch()} />
    ) : (
      <Waiting lines={LATEST} />
    );
  const latest = thread.data.entries
    .filter((entry) => entry.kind === 'message')
    .filter(({ deleted }) => deleted !== true)
    .slice(-LATEST);
  return (
    <>
      <ul aria-label={words.latestReplies} className="flex flex-col gap-1.5">
        {latest.map((reply) => (
          <Reply key={reply.seq} reply={reply} />
        ))}
      </ul>
      {powers.write && (
        <button
          type="button"
          onClick={() => openThread(root)}
          className="mt-1 min-h-9 rounded-box text-small font-bold text-accent hover:underline pointer-coarse:min-h-11"
        >
          {words.replyTo}
        </button>
      )}
    </>
  );
}

function Reply({ reply }: { reply: MessageEntry }) {
  const times = useTimes();
  const words = useChatText();
  const { members } = useRoomContext();
  const { nickname } = usePerson(members, reply.user);
  return (
    <li className="text-small">
      <span className="font-bold">{nickname}</span>{' '}
      <time dateTime={new Date(reply.ts).toISOString()} title={times.exact(reply.ts)} className="text-quiet">
        {times.short(reply.ts)}
      </time>
      <p className="line-clamp-2 wrap-anywhere">{glance(reply.text) || words.fileOnly}</p>
    </li>
  );
}
