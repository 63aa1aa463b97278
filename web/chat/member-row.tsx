import { Ellipsis } from 'lucide-react';
import { useSignedIn } from '../accounts/me.ts';
import { IconButton } from '../kernel/ui/button.tsx';
import { Menu, MenuItem } from '../kernel/ui/menu.tsx';
import type { Member } from './members.ts';
import { PersonName } from './people-finder.tsx';
import type { Room } from './rooms.ts';
import { useChatText } from './text.ts';

/** What whoever manages a room does with somebody in it. */
export type MemberActs = { onHandOver(member: Member): void; onPutOut(member: Member): void };

/** Somebody in a room. `acts`: whoever looks may do these. */
export function MemberRow({ member, room, acts }: { member: Member; room: Room; acts: MemberActs | undefined }) {
  const words = useChatText();
  return (
    <div className="flex min-h-12 items-center gap-3 py-1">
      <PersonName
        person={member}
        badge={member.role}
        present
        note={member.username === room.owner && <span className="shrink-0 text-small text-quiet">{words.owner}</span>}
      />
      {acts !== undefined && member.username !== room.owner && <MemberMenu member={member} acts={acts} />}
    </div>
  );
}

function MemberMenu({ member, acts }: { member: Member; acts: MemberActs }) {
  const words = useChatText();
  const me = useSignedIn().username;
  return (
    <Menu
      trigger={
        <IconButton label={words.memberActions(member.nickname)}>
          <Ellipsis size={18} aria-hidden />
        </IconButton>
      }
    >
      <MenuItem onChoose={() => acts.onHandOver(member)}>{words.handOver}</MenuItem>
      {member.username !== me && (
        <MenuItem danger onChoose={() => acts.onPutOut(member)}>
          {words.putOutAction}
        </MenuItem>
      )}
    </Menu>
  );
}
