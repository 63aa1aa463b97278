import { CheckCheck } from 'lucide-react';
import { Button } from '../kernel/ui/button.tsx';
import { Page } from '../kernel/ui/page.tsx';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { useMarkRead } from './attention.ts';
import { useAttentionText } from './attention-text.ts';
import { useUnread } from './unread.ts';
import { UnreadRoomCard } from './unread-room.tsx';

/** All that is unread at one look: room by room, the one with the newest first, the muted ones last. */
export function UnreadPage() {
  const words = useAttentionText();
  const { found, people, rooms, data, isError, error, refetch } = useUnread();
  const mark = useMarkRead();
  const heard = found.filter(({ room }) => room.attention !== 'muted');
  const muted = found.filter(({ room }) => room.attention === 'muted');
  return (
    <Page
      title={words.catchUp}
      back="/chats"
      actions={
        found.length > 0 && (
          <Button look="quiet" onClick={() => mark.all(rooms)}>
            <CheckCheck size={18} aria-hidden />
            {words.markAllRead}
          </Button>
        )
      }
    >
      {data === undefined ? (
        isError ? (
          <Failed error={error} onRetry={() => void refetch()} />
        ) : (
          <Waiting lines={8} />
        )
      ) : (
        <>
          {found.length === 0 && <Empty title={words.nothing} hint={words.nothingHint} />}
          {heard.map((one) => (
            <UnreadRoomCard key={one.room.room_code} unread={one} people={people} onRead={() => mark.one(one.room)} />
          ))}
          {muted.length > 0 && <h2 className="pt-4 pb-2 text-small text-quiet">{words.mutedRooms}</h2>}
          {muted.map((one) => (
            <UnreadRoomCard key={one.room.room_code} unread={one} people={people} onRead={() => mark.one(one.room)} />
          ))}
        </>
      )}
    </Page>
  );
}
