import { Avatar } from '../kernel/ui/avatar.tsx';
import { RoleBadge } from '../kernel/ui/role-badge.tsx';
import { usePeopleText } from './people-text.ts';
import { PersonActions } from './person-actions.tsx';
import { WithPresence } from './presence-dot.tsx';
import { RoomFiles } from './room-files.tsx';
import type { Room } from './rooms.ts';

/** Who the other of a direct conversation is, and what the two have sent each other. */
export function DirectDetails({ room, other }: { room: Room; other: NonNullable<Room['other']> }) {
  const words = usePeopleText();
  return (
    <div className="flex flex-col gap-8">
      <div className="flex flex-col items-center gap-3 text-center">
        <WithPresence username={other.username}>
          <Avatar name={other.nickname} picture={other.picture} size="large" />
        </WithPresence>
        <div className="max-w-full">
          <p className="text-title font-bold break-words">{other.nickname}</p>
          <p className="break-all text-quiet">@{other.username}</p>
          <RoleBadge role={other.role} />
        </div>
        <PersonActions person={other} room={room.room_code} canMessage={false} onDone={() => undefined} />
        <p className="text-small text-quiet">{words.onlyYouTwo}</p>
      </div>
      <RoomFiles code={room.room_code} />
    </div>
  );
}
