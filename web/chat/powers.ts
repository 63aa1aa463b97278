import { useMemo } from 'react';
import { useSignedIn } from '../accounts/me.ts';
import type { MessageEntry } from './log-rows.ts';
import type { Room } from './rooms.ts';

/** What somebody may do with the messages of a room. The server decides; this leaves out what it would refuse. */
export type Powers = { deleteAny: boolean; history: boolean; pin: boolean; write: boolean };

export function usePowers(room: Room, assistants: ReadonlySet<string>): Powers {
  const { username, role } = useSignedIn();
  const governs = role === 'admin' || (room.kind !== 'direct' && room.owner === username);
  const staff = governs || (room.kind === 'course' && assistants.has(username));
  const write = !room.archived && !room.blocked;
  const { kind } = room;
  return useMemo(
    () => ({
      deleteAny: governs && write,
      history: staff && kind !== 'direct',
      pin: (kind === 'course' ? staff : true) && write,
      write,
    }),
    [governs, staff, write, kind],
  );
}

export function mayEdit({ user, deleted }: MessageEntry, me: string, { write }: Powers): boolean {
  return write && deleted !== true && user === me;
}

export function mayDelete({ user, deleted }: MessageEntry, me: string, { write, deleteAny }: Powers): boolean {
  return deleted !== true && (deleteAny || (write && user === me));
}
