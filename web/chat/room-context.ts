import { createContext, useContext } from 'react';
import type { MessageEntry, PostEntry } from './log-rows.ts';
import type { Member } from './members.ts';
import type { Powers } from './powers.ts';

/** What the rows of a room, or of a thread in it, know of it. */
export type RoomContext = {
  code: string;
  kind: 'group' | 'course' | 'direct';
  me: string;
  members: ReadonlyMap<string, Member>;
  /** By which their names are found in a text. */
  memberKeys: ReadonlyMap<string, Member>;
  assistants: ReadonlySet<string>;
  powers: Powers;
  /** Seq of the message that is being edited. */
  editing: number | undefined;
  /** Seq of what a link led to. */
  marked: number | undefined;
  /** What came last is not there: a post may have become another one since. */
  ahead: boolean;
  /** Rows of a thread do not lead into it. */
  inThread: boolean;
  edit(seq: number | undefined): void;
  openPerson(username: string, beside: HTMLElement): void;
  openMenu(entry: MessageEntry, beside: HTMLElement): void;
  openHistory(entry: MessageEntry): void;
  openPost(post: PostEntry['post']): void;
  openThread(root: number): void;
  /** Asks for a day to go to, beginning with that of a moment. */
  askDate(from: number): void;
  /** Goes to a line of the room, or to a reply in its thread. */
  jumpTo(entry: { seq: number; thread?: number | undefined }): void;
};

const context = createContext<RoomContext | undefined>(undefined);
export const RoomContextProvider = context.Provider;

export function useRoomContext(): RoomContext {
  const room = useContext(context);
  if (room === undefined) throw new Error('a row outside of a room');
  return room;
}
