import { createContext, useContext } from 'react';
import type { MessageEntry, PostEntry } from './log-rows.ts';
import type { Member } from './members.ts';

/** What the rows of a room know of it. */
export type RoomContext = {
  code: string;
  kind: 'group' | 'course' | 'direct';
  me: string;
  members: ReadonlyMap<string, Member>;
  assistants: ReadonlySet<string>;
  openPerson(username: string, beside: HTMLElement): void;
  openMenu(entry: MessageEntry, beside: HTMLElement): void;
  openPost(post: PostEntry['post']): void;
};

const context = createContext<RoomContext | undefined>(undefined);
export const RoomContextProvider = context.Provider;

export function useRoomContext(): RoomContext {
  const room = useContext(context);
  if (room === undefined) throw new Error('a row outside of a room');
  return room;
}
