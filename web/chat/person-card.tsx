import { Popover as Base } from '@base-ui/react/popover';
import { useEffect, useRef } from 'react';
import { Avatar } from '../kernel/ui/avatar.tsx';
import { RoleBadge } from '../kernel/ui/role-badge.tsx';
import { usePerson } from './members.ts';
import { PersonActions } from './person-actions.tsx';
import { WithPresence } from './presence-dot.tsx';
import { useRoomContext } from './room-context.ts';

export type PersonOf = { username: string; beside: HTMLElement };

/** Who somebody is: the name that nobody else can have stands below the one that was chosen. */
export function PersonCard({ of, onClose }: { of: PersonOf | undefined; onClose(): void }) {
  const from = useRef<HTMLElement>(undefined);
  // When it closes it is of nobody any more.
  useEffect(() => {
    if (of !== undefined) from.current = of.beside;
  }, [of]);
  return (
    <Base.Root open={of !== undefined} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={of?.beside ?? null} sideOffset={4} align="start" className="z-50">
          <Base.Popup
            finalFocus={() => from.current ?? true}
            className="w-72 max-w-[calc(100vw-2rem)] rounded-box border border-line bg-raised p-4 shadow-over outline-none"
          >
            {of !== undefined && <Inside username={of.username} onClose={onClose} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Inside({ username, onClose }: { username: string; onClose(): void }) {
  const { code, kind, members, assistants } = useRoomContext();
  const person = usePerson(members, username);
  const { nickname, role, picture } = person;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center gap-4">
        <WithPresence username={username}>
          <Avatar name={nickname} picture={picture} size="large" />
        </WithPresence>
        <div className="min-w-0">
          <Base.Title className="text-title font-bold break-words">{nickname}</Base.Title>
          <Base.Description className="break-all text-quiet">@{username}</Base.Description>
          <RoleBadge role={assistants.has(username) && role === 'student' ? 'assistant' : role} />
        </div>
      </div>
      <PersonActions person={person} room={code} canMessage={kind !== 'direct'} onDone={onClose} />
    </div>
  );
}
