import { Info } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Redirect } from 'wouter';
import { cameFrom } from '../kernel/came-from.ts';
import { IconButton } from '../kernel/ui/button.tsx';
import { PageHead } from '../kernel/ui/page.tsx';
import { SidePanel } from '../kernel/ui/side-panel.tsx';
import { AttentionButton } from './attention-button.tsx';
import { RoomDetails } from './room-details.tsx';
import { RoomView } from './room-view.tsx';
import { usePeopleText } from './people-text.ts';
import { ThreadPanel } from './thread-panel.tsx';
import { addressOf, titleOf, useRoom } from './rooms.ts';
import { useChatText } from './text.ts';

/** A group's screen. The room of a course is on the course's page. */
export function RoomPage({ code }: { code: string }): ReactNode {
  const words = useChatText();
  const room = useRoom(code);
  const people = usePeopleText();
  const [asked, setAsked] = useState(false);
  if (room?.kind === 'course') return <Redirect to={addressOf(room)} replace />;
  const about = room?.other === undefined ? words.aboutRoom : people.aboutPerson(room.other.nickname);
  return (
    <div className="flex h-full min-h-0">
      <div className="flex min-w-0 grow flex-col">
        <PageHead
          title={room === undefined ? '' : titleOf(room)}
          back={cameFrom('/chats')}
          actions={
            room !== undefined && (
              <>
                <AttentionButton room={room} />
                <IconButton label={about} aria-expanded={asked} onClick={() => setAsked(!asked)}>
                  <Info size={20} aria-hidden />
                </IconButton>
              </>
            )
          }
        />
        <div className="min-h-0 grow">
          <RoomView code={code} />
        </div>
      </div>
      {room !== undefined && (
        <SidePanel title={about} open={asked} onClose={() => setAsked(false)}>
          <RoomDetails room={room} />
        </SidePanel>
      )}
      <ThreadPanel code={code} />
    </div>
  );
}
