import { useMutation } from '@tanstack/react-query';
import { Ellipsis, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useSignedIn } from '../accounts/me.ts';
import type { Person } from '../accounts/people.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button, IconButton } from '../kernel/ui/button.tsx';
import { Menu, MenuItem } from '../kernel/ui/menu.tsx';
import { Failed, Waiting } from '../kernel/ui/states.tsx';
import { Sure } from '../kernel/ui/sure.tsx';
import { complain, say } from '../kernel/ui/toasts.tsx';
import { addMember, handOver, putOut } from './groups.ts';
import { type Member, useMembers } from './members.ts';
import { PeopleFinder, PersonName } from './people-finder.tsx';
import type { Room } from './rooms.ts';
import { useChatText } from './text.ts';

/** Who is in a group. `manages`: whoever looks may put out and hand over. */
export function RoomMembers({ room, manages }: { room: Room; manages: boolean }) {
  const words = useChatText();
  const textOf = useRefusalText();
  const members = useMembers(room.room_code);
  const [adding, setAdding] = useState(false);
  const [heir, setHeir] = useState<Member>();
  const code = room.room_code;
  const grows = room.kind === 'group' && !room.archived;

  const add = useMutation({
    mutationFn: ({ username }: Person) => addMember(code, username),
    onSuccess: (_, { nickname }) => say(words.wasAdded(nickname)),
    onError: (error) => complain(textOf(error)),
  });
  const remove = useMutation({
    mutationFn: ({ username }: Member) => putOut(code, username),
    onSuccess: (_, member) => say(words.wasPutOut(member.nickname), () => add.mutate(member)),
    onError: (error) => complain(textOf(error)),
  });

  if (members.data === undefined) {
    return members.isError ? <Failed error={members.error} onRetry={() => void members.refetch()} /> : <Waiting />;
  }
  return (
    <section aria-label={words.members(members.data.length)}>
      <div className="flex min-h-9 items-center gap-2">
        <h3 className="grow font-bold">{words.members(members.data.length)}</h3>
        {grows && (
          <Button look="quiet" className="-mr-2" aria-expanded={adding} onClick={() => setAdding(!adding)}>
            <UserPlus size={18} aria-hidden />
            {words.addPeople}
          </Button>
        )}
      </div>
      {adding && (
        <div className="flex flex-col gap-2 pt-2 pb-4">
          <PeopleFinder
            inside={new Set(members.data.map(({ username }) => username))}
            onPick={(person) => add.mutate(person)}
          />
          <p className="text-small text-quiet">{words.seesHistory}</p>
        </div>
      )}
      <ul className="pt-1">
        {members.data.map((member) => (
          <li key={member.username} className="flex min-h-12 items-center gap-3 py-1">
            <PersonName
              person={member}
              badge={member.role}
              note={
                member.username === room.owner && <span className="shrink-0 text-small text-quiet">{words.owner}</span>
              }
            />
            {manages && member.username !== room.owner && (
              <MemberMenu member={member} onHandOver={() => setHeir(member)} onPutOut={() => remove.mutate(member)} />
            )}
          </li>
        ))}
      </ul>
      <Sure
        open={heir !== undefined}
        title={words.handOverAsk(heir?.nickname ?? '')}
        hint={words.handOverHint}
        action={words.handOver}
        onClose={() => setHeir(undefined)}
        onSure={async () => {
          if (heir === undefined) return;
          await handOver(code, heir.username);
          say(words.handedOver(heir.nickname));
        }}
      />
    </section>
  );
}

function MemberMenu({ member, onHandOver, onPutOut }: { member: Member; onHandOver(): void; onPutOut(): void }) {
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
      <MenuItem onChoose={onHandOver}>{words.handOver}</MenuItem>
      {member.username !== me && (
        <MenuItem danger onChoose={onPutOut}>
          {words.putOutAction}
        </MenuItem>
      )}
    </Menu>
  );
}
