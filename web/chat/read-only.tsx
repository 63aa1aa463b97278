import { useSignedIn } from '../accounts/me.ts';
import { Button } from '../kernel/ui/button.tsx';
import { useBlock } from './directs.ts';
import { usePeopleText } from './people-text.ts';
import { useArchive } from './room-end.tsx';
import { useRoomText } from './room-text.ts';
import type { Room } from './rooms.ts';
import { useChatText } from './text.ts';

/** In the place of the composer, where nothing can be written: why, and the way back where it is one's own. */
export function ReadOnly({ room }: { room: Room }) {
  const words = useChatText();
  const me = useSignedIn().username;
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-4 gap-y-2 border-t border-line px-6 py-4 pb-[max(1rem,env(safe-area-inset-bottom))] text-center text-quiet">
      {room.archived || room.other === undefined ? <p>{words.archived}</p> : <Blocked other={room.other} />}
      {room.archived && room.kind === 'group' && room.owner === me && <BringBack room={room} />}
    </div>
  );
}

function BringBack({ room }: { room: Room }) {
  const words = useRoomText();
  const { busy, turn } = useArchive(room);
  return (
    <Button busy={busy} onClick={turn}>
      {words.bringBack}
    </Button>
  );
}

function Blocked({ other }: { other: NonNullable<Room['other']> }) {
  const words = usePeopleText();
  const { blocked, turn } = useBlock(other);
  if (!blocked) return <p>{words.cannotWrite}</p>;
  return (
    <>
      <p>{words.iBlocked(other.nickname)}</p>
      <Button onClick={turn}>{words.unblock}</Button>
    </>
  );
}
