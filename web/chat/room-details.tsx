import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { useSignedIn } from '../accounts/me.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { useWords } from '../kernel/text/words.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Field } from '../kernel/ui/field.tsx';
import { Sure } from '../kernel/ui/sure.tsx';
import { leaveGroup, renameGroup } from './groups.ts';
import { DirectDetails } from './direct-details.tsx';
import { InvitationList } from './invitation-list.tsx';
import { RoomDescription } from './room-description.tsx';
import { RoomEnd } from './room-end.tsx';
import { RoomFiles } from './room-files.tsx';
import { RoomMembers } from './room-members.tsx';
import type { Room } from './rooms.ts';
import { useChatText } from './text.ts';

/** What a room is: its name, its people, its files, and how to leave it. */
export function RoomDetails({ room }: { room: Room }) {
  const me = useSignedIn();
  const governs = room.owner === me.username || me.role === 'admin';
  const manages = governs && !room.archived;
  if (room.other !== undefined) return <DirectDetails room={room} other={room.other} />;
  return (
    <div className="flex flex-col gap-8">
      <div className="flex flex-col gap-2">
        <Name room={room} manages={manages} />
        <RoomDescription room={room} manages={manages} />
      </div>
      <RoomMembers room={room} manages={manages} />
      {manages && <InvitationList code={room.room_code} />}
      <RoomFiles code={room.room_code} />
      {governs && room.kind === 'group' && <RoomEnd room={room} />}
      <Leave room={room} />
    </div>
  );
}

function Name({ room, manages }: { room: Room; manages: boolean }) {
  const words = useChatText();
  const common = useWords();
  const textOf = useRefusalText();
  const [written, setWritten] = useState<string>();
  const renaming = useMutation({
    mutationFn: (name: string) => renameGroup(room.room_code, name),
    onSuccess: () => setWritten(undefined),
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    const name = written?.trim() ?? '';
    if (name === room.room_name) setWritten(undefined);
    else if (name !== '') renaming.mutate(name);
  }

  if (written === undefined) {
    return (
      <div className="flex items-center gap-2">
        <p className="min-w-0 grow text-title font-bold break-words">{room.room_name}</p>
        {manages && (
          <Button look="quiet" className="-mr-2 shrink-0" onClick={() => setWritten(room.room_name)}>
            {words.rename}
          </Button>
        )}
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field
        label={words.groupName}
        value={written}
        maxLength={200}
        required
        ref={(field) => field?.focus()}
        error={renaming.isError ? textOf(renaming.error) : undefined}
        onChange={(event) => setWritten(event.currentTarget.value)}
      />
      <div className="flex justify-end gap-2">
        <Button look="quiet" onClick={() => setWritten(undefined)}>
          {common.cancel}
        </Button>
        <Button type="submit" busy={renaming.isPending}>
          {common.save}
        </Button>
      </div>
    </form>
  );
}

function Leave({ room }: { room: Room }) {
  const words = useChatText();
  const me = useSignedIn().username;
  const [, go] = useLocation();
  const [asking, setAsking] = useState(false);
  if (room.kind !== 'group') return null;
  if (room.owner === me) return <p className="text-small text-quiet">{words.ownerLeaves}</p>;
  return (
    <>
      <Button look="danger" className="self-start" onClick={() => setAsking(true)}>
        {words.leave}
      </Button>
      <Sure
        open={asking}
        title={words.leaveAsk}
        hint={words.leaveHint}
        action={words.leave}
        danger
        onClose={() => setAsking(false)}
        onSure={async () => {
          await leaveGroup(room.room_code, me);
          go('/chats');
        }}
      />
    </>
  );
}
