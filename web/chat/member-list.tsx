import { type ReactNode, useDeferredValue, useRef, useState } from 'react';
import { Virtualizer } from 'virtua';
import { SearchField } from '../kernel/ui/search-field.tsx';
import type { Member } from './members.ts';
import { useRoomText } from './room-text.ts';

/** Px of a row. */
const HEIGHT = 56;

/** Everybody in a room, of whom only those in sight are drawn; found by name. */
export function MemberList({ members, children }: { members: readonly Member[]; children(member: Member): ReactNode }) {
  const words = useRoomText();
  const scroller = useRef<HTMLDivElement>(null);
  const [written, setWritten] = useState('');
  const sought = useDeferredValue(written).trim().toLowerCase();
  const found =
    sought === ''
      ? members
      : members.filter(({ username, nickname }) =>
          [username, nickname].some((name) => name.toLowerCase().includes(sought)),
        );
  return (
    <div className="flex flex-col gap-2">
      <SearchField label={words.findMember} value={written} onChange={setWritten} />
      <p role="status" className="text-small text-quiet">
        {found.length === 0 ? words.noMember : words.membersFound(found.length, members.length)}
      </p>
      <div
        ref={scroller}
        role="group"
        aria-label={words.memberList}
        tabIndex={0}
        className="-mx-2 h-[calc(100dvh-12rem)] overflow-y-auto overscroll-contain px-2 -outline-offset-2 sm:h-[60dvh]"
      >
        <Virtualizer as="ul" item="li" scrollRef={scroller} data={found} itemSize={HEIGHT}>
          {(member) => <div key={member.username}>{children(member)}</div>}
        </Virtualizer>
      </div>
    </div>
  );
}
