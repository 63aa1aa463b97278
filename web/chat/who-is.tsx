import type { ReactNode } from 'react';
import { type Known, usePerson } from './members.ts';
import { useRoomContext } from './room-context.ts';

type Props = { username: string; children(person: Known): ReactNode };

/** Tells who somebody in the room is. A row of a member asks nobody and watches nothing: hundreds are drawn in a second of scrolling. */
export function WhoIs({ username, children }: Props): ReactNode {
  const { members } = useRoomContext();
  const member = members.get(username);
  if (member !== undefined) return children(member);
  if (members.size === 0) return children({ username, nickname: username, role: 'student', picture: '' });
  return <Gone username={username}>{children}</Gone>;
}

function Gone({ username, children }: Props): ReactNode {
  const { members } = useRoomContext();
  return children(usePerson(members, username));
}
