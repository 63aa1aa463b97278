import type { WebSocket } from 'ws';

const EVERY_SECONDS = 30;

type Beating = { socket: WebSocket; heard: boolean };

/**
 * Pings every socket each 30 s and ends those that did not answer the ping before. One timer for all, which spreads them over the
 * seconds: ten thousand timers, or ten thousand pings at once, would be felt.
 */
export function startHeartbeat(): { add(socket: WebSocket): void } {
  const groups = Array.from({ length: EVERY_SECONDS }, () => new Set<Beating>());
  let newest = 0;
  let turn = 0;
  setInterval(() => {
    turn = (turn + 1) % EVERY_SECONDS;
    for (const beating of groups[turn] ?? []) {
      if (!beating.heard) beating.socket.terminate();
      else if (beating.socket.readyState === beating.socket.OPEN) {
        beating.heard = false;
        beating.socket.ping();
      }
    }
  }, 1_000).unref();
  return {
    add(socket) {
      newest = (newest + 1) % EVERY_SECONDS;
      const group = groups[newest];
      const beating = { socket, heard: true };
      group?.add(beating);
      socket.on('pong', () => (beating.heard = true));
      socket.on('close', () => group?.delete(beating));
    },
  };
}
