import { memo } from 'react';
import { useTimes } from '../kernel/text/times.ts';
import type { SystemEntry } from './log-rows.ts';
import { usePerson } from './members.ts';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';

/** So many names are said, the rest is counted. */
const NAMED = 3;

/** Who came, went, renamed, owns: quiet, and once for many. */
export const SystemRow = memo(function SystemRow({ entries }: { entries: readonly SystemEntry[] }) {
  const times = useTimes();
  const [first] = entries;
  if (first === undefined) return null;
  return (
    <p title={times.exact(first.ts)} className="pt-3 text-center text-small text-quiet">
      {entries.length > 1 ? <Many entries={entries} /> : <One entry={first} />}
    </p>
  );
});

function One({ entry }: { entry: SystemEntry }) {
  const words = useChatText();
  const { members } = useRoomContext();
  const who = usePerson(members, entry.user).nickname;
  const by = usePerson(members, entry.by).nickname;
  const self = entry.user === entry.by;
  switch (entry.kind) {
    case 'join':
      return self ? words.joined(who) : words.added(who, by);
    case 'leave':
      return self ? words.left(who) : words.putOut(who, by);
    case 'rename':
      return words.renamed(by, entry.name);
    case 'owner':
      return words.owns(who);
    case 'describe':
      return words.described(by);
    case 'archive':
      return entry.archived ? words.archivedBy(by) : words.reopenedBy(by);
    case 'block':
      return entry.blocked ? words.blocked : words.unblocked;
    case 'room_deleted':
      return words.deletedBy(by);
  }
}

function Many({ entries }: { entries: readonly SystemEntry[] }) {
  const words = useChatText();
  const people = [...new Set(entries.map(({ user }) => user))];
  const names = people.slice(0, NAMED);
  const [first = '', second = '', third = ''] = names;
  const { members } = useRoomContext();
  const nicknames = [usePerson(members, first), usePerson(members, second || first), usePerson(members, third || first)]
    .slice(0, names.length)
    .map(({ nickname }) => nickname);
  const say = entries[0]?.kind === 'leave' ? words.leftMany : words.joinedMany;
  return say(nicknames.join(words.between), people.length - names.length);
}
