import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Sure } from '../kernel/ui/sure.tsx';
import { complain, say } from '../kernel/ui/toasts.tsx';
import { archiveGroup, deleteGroup } from './groups.ts';
import { useMembers } from './members.ts';
import type { Room } from './rooms.ts';
import { useRoomText } from './room-text.ts';

/** How a group is put away, brought back, or done away with. For its owner and administrators. */
export function RoomEnd({ room }: { room: Room }) {
  const words = useRoomText();
  const [, go] = useLocation();
  const [asking, setAsking] = useState(false);
  const people = useMembers(room.room_code).data?.length ?? 0;
  const archive = useArchive(room);
  return (
    <section className="flex flex-col items-start gap-3">
      <Button busy={archive.busy} onClick={archive.turn}>
        {room.archived ? words.bringBack : words.archive}
      </Button>
      {!room.archived && <p className="-mt-2 text-small text-quiet">{words.archiveHint}</p>}
      <Button look="danger" onClick={() => setAsking(true)}>
        {words.remove}
      </Button>
      <Sure
        open={asking}
        title={words.removeAsk(room.room_name)}
        hint={words.removeHint(people, room.last_no)}
        action={words.removeSure}
        danger
        onClose={() => setAsking(false)}
        onSure={async () => {
          await deleteGroup(room.room_code);
          say(words.removed(room.room_name));
          go('/chats');
        }}
      />
    </section>
  );
}

/** Archives a room or brings it back; either can be undone. */
export function useArchive(room: Room): { busy: boolean; turn(): void } {
  const words = useRoomText();
  const textOf = useRefusalText();
  const { room_code, archived } = room;
  const doing = useMutation({
    mutationFn: async (to: boolean) => archiveGroup(room_code, to),
    onSuccess: (_, to) => say(to ? words.archivedNow : words.broughtBack, () => doing.mutate(!to)),
    onError: (error) => complain(textOf(error)),
  });
  return { busy: doing.isPending, turn: () => doing.mutate(!archived) };
}
