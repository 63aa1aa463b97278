import { type ReactNode, useMemo } from 'react';
import { nameKey } from '../../contract/name-key.ts';
import { Attachments } from '../files/attachments.tsx';
import { useTimes } from '../kernel/text/times.ts';
import { Avatar } from '../kernel/ui/avatar.tsx';
import { classes } from '../kernel/ui/classes.ts';
import { RoleBadge } from '../kernel/ui/role-badge.tsx';
import { Markdown } from './markdown/markdown.tsx';
import type { Named, Names } from './markdown/render.ts';
import type { Known } from './members.ts';
import { mentionsIn } from './mentioned.ts';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';
import { WhoIs } from './who-is.tsx';

type Saying = {
  at: number;
  joined: boolean;
  /** A link led here. */
  marked?: boolean;
  children: ReactNode;
};

/** Who says something and when, around what is said. */
export function Said({ username, ...saying }: Saying & { username: string }) {
  return <WhoIs username={username}>{(person) => <SaidBy person={person} {...saying} />}</WhoIs>;
}

function SaidBy({ person, at, joined, marked = false, children }: Saying & { person: Known }) {
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
      className={classes('group relative flex gap-3 outline-none', joined ? 'pt-1' : 'pt-4', marked && 'marked')}
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

/** The words and the files of a message. */
export function Body({ text, fileIds, all = false }: { text: string; fileIds: readonly string[]; all?: boolean }) {
  const { openPerson } = useRoomContext();
  const names = useNames(text, all);
  return (
    <>
      {text !== '' && <Markdown text={text} names={names} onName={openPerson} />}
      {fileIds.length > 0 && (
        <div className="flex flex-col gap-2 py-1">
          <Attachments ids={fileIds} />
        </div>
      )}
    </>
  );
}

const NOBODY: Names = new Map();

/** How a text names members of the room, as `Markdown` takes it. */
function useNames(text: string, all: boolean): Names {
  const { me, memberKeys } = useRoomContext();
  return useMemo(() => {
    const found = mentionsIn(text, { keys: memberKeys, all, me: nameKey(me) });
    if (found.length === 0) return NOBODY;
    return new Map(
      found.map(({ from, to, mine, key }): [string, Named] => {
        const member = key === undefined ? undefined : memberKeys.get(key);
        if (member === undefined) return [text.slice(from, to), { mine }];
        const { username, nickname } = member;
        return [text.slice(from, to), { mine, person: { username, nickname } }];
      }),
    );
  }, [text, all, me, memberKeys]);
}
