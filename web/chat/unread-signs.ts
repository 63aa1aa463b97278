import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useSignedIn } from '../accounts/me.ts';
import { live } from '../kernel/live.ts';
import { readNotifications } from '../kernel/notifications.ts';
import { setTitleCount } from '../kernel/page-title.ts';
import { calling } from './attention.ts';
import { nicknameIfKnown } from './members.ts';
import { addressOf, mentionsMe, type Room, roomKnown, titleOf, useRooms } from './rooms.ts';
import { useChatText } from './text.ts';

/** Shows outside the page what is unread and for the reader in person: in its title, on the app's icon; and as notifications what is to be heard. */
export function useUnreadSigns(): void {
  const words = useChatText();
  const me = useSignedIn().username;
  const [, go] = useLocation();
  const unread = useRooms().data?.reduce((sum, room) => sum + calling(room), 0) ?? 0;

  // The title and the icon are the browser's, not React's.
  useEffect(() => {
    setTitleCount(unread);
    if ('setAppBadge' in navigator) void navigator.setAppBadge(unread).catch(() => undefined);
  }, [unread]);

  // What comes by the socket while nobody looks is news once.
  useEffect(
    () =>
      live.on('entries', (code, entries) => {
        if (!document.hidden || readNotifications() !== 'on') return;
        const room = roomKnown(code);
        const last = entries.findLast((entry) => entry.kind === 'message');
        if (last === undefined || last.user === me || room === undefined || room.attention === 'muted') return;
        if (room.attention === 'mentions' && room.kind !== 'direct' && !entries.some((entry) => mentionsMe(entry, me)))
          return;
        notify(room, `${nicknameIfKnown(code, last.user)}: ${last.text || words.fileOnly}`, () => go(addressOf(room)));
      }),
    [me, go, words],
  );
}

function notify(room: Room, body: string, open: () => void): void {
  try {
    // One a room: the newest takes the place of the one before.
    const notification = new Notification(titleOf(room), { body, tag: room.room_code, icon: '/app/icon-192.png' });
    notification.addEventListener('click', () => {
      window.focus();
      open();
      notification.close();
    });
  } catch {
    // Phones' browsers have notifications of a service worker only.
  }
}
