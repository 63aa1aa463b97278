import { useMutation } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { Person } from '../accounts/people.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { Failed, Waiting } from '../kernel/ui/states.tsx';
import { Sure } from '../kernel/ui/sure.tsx';
import { complain, say } from '../kernel/ui/toasts.tsx';
import { addMember, handOver, putOut } from './groups.ts';
import { MemberList } from './member-list.tsx';
import { MemberRow } from './member-row.tsx';
import { type Member, useMembers } from './members.ts';
import { PeopleFinder } from './people-finder.tsx';
import { useRoomText } from './room-text.ts';
import type { Room } from './rooms.ts';
import { useChatText } from './text.ts';

/** So many are shown where they are asked for; of more than these the first, and all of them in a list of their own. */
const FEW = 12;
const FIRST = 6;

/** Who is in a group. `manages`: whoever looks may put out and hand over. */
export function RoomMembers({ room, manages }: { room: Room; manages: boolean }) {
  const words = useChatText();
  const { allMembers, memberList } = useRoomText();
  const textOf = useRefusalText();
  const members = useMembers(room.room_code);
  const [adding, setAdding] = useState(false);
  const [listing, setListing] = useState(false);
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
  const acts = manages ? { onHandOver: setHeir, onPutOut: remove.mutate } : undefined;
  const row = (member: Member) => <MemberRow member={member} room={room} acts={acts} />;
  const shown = members.data.length > FEW ? members.data.slice(0, FIRST) : members.data;
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
        {shown.map((member) => (
          <li key={member.username}>{row(member)}</li>
        ))}
      </ul>
      {shown.length < members.data.length && (
        <Button look="quiet" className="w-full" aria-haspopup="dialog" onClick={() => setListing(true)}>
          {allMembers(members.data.length)}
        </Button>
      )}
      <Dialog title={memberList} open={listing} onClose={() => setListing(false)} full>
        <MemberList members={members.data}>{row}</MemberList>
      </Dialog>
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
