import { Clock, Ellipsis, MessageSquareReply, Pin } from 'lucide-react';
import { memo, useEffect, useState } from 'react';
import { useGoing } from '../kernel/later.ts';
import { useLiveState } from '../kernel/live.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import type { MessageEntry } from './log-rows.ts';
import { goingName } from './message-acts.ts';
import { Body, Said } from './message-frame.tsx';
import { MessageEdit } from './message-edit.tsx';
import { useMessageText } from './message-text.ts';
import { discard, retry, type Waiting } from './outbox.ts';
import { Reactions, useReact } from './reactions.tsx';
import { RepliesChip } from './replies-chip.tsx';
import { useRoomContext } from './room-context.ts';
import { asRefusal } from './refused.ts';
import { useChatText } from './text.ts';

/** `joined`: under the name of the message before it. */
export const MessageRow = memo(function MessageRow({ entry, joined }: { entry: MessageEntry; joined: boolean }) {
  const room = useRoomContext();
  const gone = useGoing().has(goingName(room.code, entry.seq));
  if (gone && entry.replies === undefined) return null;
  return (
    <Said username={entry.user} at={entry.ts} joined={joined} marked={room.marked === entry.seq}>
      {gone || entry.deleted === true ? <Deleted /> : <Present entry={entry} />}
      {!room.inThread && entry.replies !== undefined && <RepliesChip root={entry.seq} replies={entry.replies} />}
    </Said>
  );
});

function Deleted() {
  return <p className="text-quiet italic">{useMessageText().wasDeleted}</p>;
}

function Present({ entry }: { entry: MessageEntry }) {
  const words = useMessageText();
  const room = useRoomContext();
  if (room.editing === entry.seq) return <MessageEdit entry={entry} />;
  return (
    <>
      <Body
        text={entry.text}
        fileIds={entry.file_ids}
        all={entry.mentions_all === true || entry.mentions_all_since === true}
      />
      {(entry.edited !== undefined || entry.pinned === true) && (
        <p className="flex items-center gap-2 text-small text-quiet">
          {entry.pinned === true && (
            <span className="inline-flex items-center gap-1">
              <Pin size={12} aria-hidden />
              {words.pinned}
            </span>
          )}
          {entry.edited !== undefined && room.powers.history ? (
            <button
              type="button"
              className="-mx-1 min-h-6 px-1 hover:underline"
              onClick={() => room.openHistory(entry)}
            >
              {words.edited}
            </button>
          ) : (
            entry.edited !== undefined && words.edited
          )}
        </p>
      )}
      <Reactions entry={entry} />
      <Actions entry={entry} />
    </>
  );
}

/** What most is done with a message is there when the hand is on it; the menu has the rest. */
function Actions({ entry }: { entry: MessageEntry }) {
  const words = useChatText();
  const message = useMessageText();
  const room = useRoomContext();
  const react = useReact();
  const look =
    'inline-flex size-8 items-center justify-center rounded-box text-quiet hover:bg-hover hover:text-ink pointer-coarse:size-11';
  return (
    <div className="absolute -top-2 right-0 flex rounded-box border border-line bg-raised opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
      {room.powers.write && (
        <button
          type="button"
          aria-label={message.reactWith('👍')}
          title={message.reactWith('👍')}
          onClick={() => react(entry, '👍')}
          className={`${look} pointer-coarse:hidden`}
        >
          👍
        </button>
      )}
      {!room.inThread && room.powers.write && (
        <button
          type="button"
          aria-label={message.reply}
          title={message.reply}
          onClick={() => room.openThread(entry.seq)}
          className={`${look} pointer-coarse:hidden`}
        >
          <MessageSquareReply size={18} aria-hidden />
        </button>
      )}
      <button
        type="button"
        aria-label={words.actions}
        title={words.actions}
        aria-haspopup="menu"
        onClick={(event) => room.openMenu(entry, event.currentTarget)}
        className={look}
      >
        <Ellipsis size={18} aria-hidden />
      </button>
    </div>
  );
}

/** One's own message that the server has not kept yet. */
export function WaitingRow({ message, joined }: { message: Waiting; joined: boolean }) {
  const words = useChatText();
  const room = useRoomContext();
  const late = useLate(message.at);
  const offline = useLiveState() === 'waiting' || late;
  const textOf = useRefusalText();
  const refused = message.refused !== undefined;
  return (
    <Said username={room.me} at={message.at} joined={joined}>
      <div className={refused ? '' : 'text-quiet'} aria-busy={!refused}>
        <Body text={message.text} fileIds={message.fileIds} />
      </div>
      {offline && !refused && (
        <p className="flex items-center gap-1 text-small text-quiet">
          <Clock size={14} aria-hidden />
          {words.waits}
        </p>
      )}
      {message.refused !== undefined && (
        <div role="alert" className="flex flex-wrap items-center gap-2 text-small text-danger">
          {words.refused} {textOf(asRefusal(message.refused))}
          <Button onClick={() => retry(message)}>{words.resend}</Button>
          <Button look="quiet" onClick={() => discard(message)}>
            {words.discard}
          </Button>
        </div>
      )}
    </Said>
  );
}

/** Ms after which a message that is not kept yet says so: a network can be gone long before the socket knows. */
const LATE = 5_000;

function useLate(at: number): boolean {
  const [late, setLate] = useState(false);
  // Nothing happens when nothing comes: only the clock can tell.
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), Math.max(0, at + LATE - Date.now()));
    return () => clearTimeout(timer);
  }, [at]);
  return late;
}
