import type { Audience, School } from '../school.ts';
import type { Listener, Live } from './live.ts';
import { saidFrame } from './presence.ts';

/** Hands what is said to many on to the live sockets it is for. It is never kept: who is not connected finds it by asking. */
export function startAnnouncing({ events }: School, live: Live): void {
  events.on('said', (said, audience) => {
    const frame = saidFrame(said);
    for (const listener of live.connections()) if (isFor(audience, listener)) listener.whisper?.(frame);
  });
}

function isFor(audience: Audience, { userId, role }: Listener): boolean {
  if (userId === null) return false;
  return audience === 'everyone' || (audience.admins && role === 'admin') || audience.users.includes(userId);
}
