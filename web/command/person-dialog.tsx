import type { Person } from '../accounts/people.ts';
import { PersonActions } from '../chat/person-actions.tsx';
import { Avatar } from '../kernel/ui/avatar.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { RoleBadge } from '../kernel/ui/role-badge.tsx';
import { useCommandText } from './text.ts';

/** Who somebody is that was looked for. */
export function PersonDialog({ person, onClose }: { person: Person | undefined; onClose(): void }) {
  const text = useCommandText();
  return (
    <Dialog title={text.person} open={person !== undefined} onClose={onClose}>
      {person !== undefined && (
        <div className="flex flex-col gap-5">
          <div className="flex items-center gap-5">
            <Avatar name={person.nickname} picture={person.picture} size="large" />
            <div className="min-w-0">
              <p className="flex items-center gap-2">
                <span className="truncate text-title font-bold">{person.nickname}</span>
                <RoleBadge role={person.role} />
              </p>
              <p className="truncate text-quiet select-all">@{person.username}</p>
            </div>
          </div>
          <PersonActions person={person} onDone={onClose} />
        </div>
      )}
    </Dialog>
  );
}
