import { Clock, Ellipsis } from 'lucide-react';
import { memo, type ReactNode, useEffect, useState } from 'react';
import { Attachments } from '../files/attachments.tsx';
import { useLiveState } from '../kernel/live.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { useTimes } from '../kernel/text/times.ts';
import { Avatar } from '../kernel/ui/avatar.tsx';
import { Button } from '../kernel/ui/button.tsx';
import { classes } from '../kernel/ui/classes.ts';
import { RoleBadge } from '../kernel/ui/role-badge.tsx';
import type { MessageEntry } from './log-rows.ts';
import { Markdown } from './markdown/markdown.tsx';
import type { Known } from './members.ts';
import { discard, retry, type Waiting } from './outbox.ts';
import { useRoomContext } from './room-context.ts';
import { asRefusal } from './refused.ts';
import { useChatText } from './text.ts';
import { WhoIs } from './who-is.tsx';

/** `joined`: under the name of the message before it. */
export const MessageRow = memo(function MessageRow({ entry, joined }: { entry: MessageEntry; joined: boolean }) {
  const words = useChatText();
  const room = useRoomContext();
  return (
    <Said username={entry.user} at={entry.ts} joined={joined}>
      <Body text={entry.text} fileIds={entry.file_ids} />
      <button
        type="button"
        aria-label={words.actions}
        title={words.actions}
        aria-haspopup="menu"
        onClick={(event) => room.openMenu(entry, event.currentTarget)}
        className="absolute -top-2 right-0 inline-flex size-8 items-center justify-center rounded-box border border-line bg-raised text-quiet opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 hover:bg-hover hover:text-ink pointer-coarse:size-11"
      >
        <Ellipsis size={18} aria-hidden />
      </button>
    </Said>
  );
});

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

type Saying = { at: number; joined: boolean; children: ReactNode };

function Said({ username, ...saying }: Saying & { username: string }) {
  return <WhoIs username={username}>{(person) => <SaidBy person={person} {...saying} />}</WhoIs>;
}

function SaidBy({ person, at, joined, children }: Saying & { person: Known }) {
  const times = useTimes();
  const room = useRoomContext();
  const words = useChatText();
  const role = room.assistants.has(person.username) && person.role === 'student' ? 'assistant' : person.role;
  const time = (
    <time dateTime={new Date(at).toISOString()} title={times.exact(at)} className="text-small text-quiet">
      {times.clock(at)}
    </time>
  );
  return (
    <article
      tabIndex={-1}
      aria-label={`${person.nickname} ${times.moment(at)}`}
      className={classes('group relative flex gap-3 outline-none', joined ? 'pt-1' : 'pt-4')}
    >
      <div className="w-9 shrink-0">
        {joined ? (
          <span
            aria-hidden
            className="block pt-0.5 text-right opacity-0 group-focus-within:opacity-100 group-hover:opacity-100"
          >
            {time}
          </span>
        ) : (
          <Avatar name={person.nickname} picture={person.picture} />
        )}
      </div>
      <div className="flex min-w-0 grow flex-col gap-1">
        {!joined && (
          <div className="-mt-1 flex items-baseline gap-2">
            <button
              type="button"
              title={`@${person.username}`}
              aria-label={words.details(person.nickname)}
              aria-haspopup="dialog"
              onClick={(event) => room.openPerson(person.username, event.currentTarget)}
              className="min-h-6 min-w-0 truncate rounded-box font-bold hover:underline"
            >
              {person.nickname}
            </button>
            <RoleBadge role={role} />
            {time}
          </div>
        )}
        {children}
      </div>
    </article>
  );
}

function Body({ text, fileIds }: { text: string; fileIds: readonly string[] }) {
  return (
    <>
      {text !== '' && <Markdown text={text} />}
      {fileIds.length > 0 && (
        <div className="flex flex-col gap-2 py-1">
          <Attachments ids={fileIds} />
        </div>
      )}
    </>
  );
}
