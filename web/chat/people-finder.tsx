import { type ReactNode, useState } from 'react';
import { type Person, usePeople } from '../accounts/people.ts';
import { SearchField } from '../kernel/ui/search-field.tsx';
import { Avatar } from '../kernel/ui/avatar.tsx';
import { RoleBadge } from '../kernel/ui/role-badge.tsx';
import { WithPresence } from './presence-dot.tsx';
import { useChatText } from './text.ts';

const NOBODY: ReadonlySet<string> = new Set();

/** Finds people by name. `inside`: those that need not be picked again; `without`: who is not to be picked at all. */
export function PeopleFinder({
  label,
  inside = NOBODY,
  without,
  onPick,
}: {
  label?: string;
  inside?: ReadonlySet<string>;
  without?: string;
  onPick(person: Person): void;
}) {
  const words = useChatText();
  const [written, setWritten] = useState('');
  const people = usePeople(written);
  const found = written.trim() === '' ? [] : (people.data ?? []).filter(({ username }) => username !== without);
  return (
    <div>
      <SearchField label={label ?? words.findPeople} value={written} onChange={setWritten} />
      <ul className="-mx-3 pt-2">
        {found.map((person) => (
          <li key={person.username}>
            <button
              type="button"
              disabled={inside.has(person.username)}
              onClick={() => onPick(person)}
              className="flex min-h-12 w-full items-center gap-3 rounded-box px-3 py-1 text-left enabled:hover:bg-hover disabled:text-quiet"
            >
              <PersonName person={person} badge={person.role} />
              {inside.has(person.username) && <span className="shrink-0 text-small text-quiet">{words.alreadyIn}</span>}
            </button>
          </li>
        ))}
      </ul>
      <p role="status" className="text-small text-quiet empty:hidden">
        {written.trim() === ''
          ? words.findPeopleHint
          : people.isSuccess && !people.isFetching && found.length === 0
            ? words.nobodyFound
            : ''}
      </p>
    </div>
  );
}

/** Somebody in a list: picture, name with its badge, username. */
export function PersonName({
  person: { username, nickname, picture },
  badge,
  note,
  present = false,
}: {
  person: Pick<Person, 'username' | 'nickname' | 'picture'>;
  badge: string;
  note?: ReactNode;
  /** Whether they are there stands at the picture. */
  present?: boolean;
}) {
  const face = <Avatar name={nickname} picture={picture} />;
  return (
    <>
      {present ? <WithPresence username={username}>{face}</WithPresence> : face}
      <span className="min-w-0 grow">
        <span className="flex items-center gap-2">
          <span className="truncate">{nickname}</span>
          <RoleBadge role={badge} />
          {note}
        </span>
        <span className="block truncate text-small text-quiet">@{username}</span>
      </span>
    </>
  );
}
