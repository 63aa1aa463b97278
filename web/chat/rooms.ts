import { useQuery } from '@tanstack/react-query';
import type { Static } from 'typebox';
import * as calls from '../../contract/chat.ts';
import type { EntryView, InboxEntryView, RoomCard } from '../../contract/entry.ts';
import { call } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';
import { nicknameIfKnown } from './members.ts';
import { useSignedIn } from '../accounts/me.ts';

export type Room = Static<typeof calls.getChats.answer>['rooms'][number];

const ROOMS = ['rooms'] as const;
/** The server cuts the last line of a room to this many characters. */
const LAST_LINE = 200;

/** The rooms of whoever is signed in: courses, groups, direct ones, of each the one with the newest message first. */
export function useRooms() {
  const { username } = useSignedIn();
  return useQuery({
    queryKey: ROOMS,
    queryFn: async () => (await call(calls.getChats, { username })).rooms,
    select: inOrder,
  });
}

export function useRoom(code: string): Room | undefined {
  return useRooms().data?.find((room) => room.room_code === code);
}

/** What a room is called where it stands among others: a course's by the course alone. */
export function titleOf(room: Room): string {
  return room.kind === 'course' ? room.room_name.replace(/ Discuss Group$/, '') : room.room_name;
}

export function addressOf({ kind, room_code }: Pick<Room, 'kind' | 'room_code'>): string {
  return `/${kind === 'course' ? 'courses' : 'chats'}/${encodeURIComponent(room_code)}`;
}

const KINDS = ['course', 'group', 'direct'];

function inOrder(rooms: Room[]): Room[] {
  return rooms.toSorted(
    (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (b.last?.ts ?? 0) - (a.last?.ts ?? 0),
  );
}

/** At each beginning of a connection: what came or went while there was none is asked for once. */
export function compareRooms(cards: readonly RoomCard[]): void {
  const rooms = queries.getQueryData<Room[]>(ROOMS);
  const known = new Map(rooms?.map((room) => [room.room_code, room]));
  const same =
    rooms?.length === cards.length &&
    cards.every((card) => {
      const room = known.get(card.room_code);
      return (
        room?.seq === card.seq &&
        room.read.id === card.read.id &&
        room.mentions === card.mentions &&
        room.room_name === card.room_name &&
        room.description === card.description &&
        room.archived === card.archived &&
        room.attention === card.attention
      );
    });
  if (!same) void queries.invalidateQueries({ queryKey: ROOMS });
}

/** Patches one room by what happened in it. `me`: whose mentions are counted. */
export function advanceRoom(code: string, entries: readonly EntryView[], me: string): void {
  patchRoom(code, (room) =>
    entries.reduce((before, entry) => mentioned(before, advanced(before, entry), entry, me), room),
  );
  // Which mentions went with what was deleted is not known here.
  if (entries.some(({ kind }) => kind === 'delete') && roomKnown(code)?.mentions) askAnew();
}

function mentioned(before: Room, next: Room, entry: EntryView, me: string): Room {
  const isNew = entry.seq > Math.max(before.seq, before.read.id) && entry.user !== me;
  return isNew && mentionsMe(entry, me) ? { ...next, mentions: next.mentions + 1 } : next;
}

/** By name, or with all others. */
export function mentionsMe(entry: EntryView, me: string): boolean {
  if (entry.kind !== 'message' && entry.kind !== 'edit') return false;
  return entry.mentions_all === true || entry.mentions?.includes(me) === true;
}

function advanced(room: Room, entry: EntryView): Room {
  if (entry.seq <= room.seq) return room;
  const next = { ...room, seq: entry.seq };
  switch (entry.kind) {
    case 'message': {
      if (entry.thread !== undefined || entry.deleted === true) return next;
      const last = {
        sender: entry.user,
        nickname: room.last?.sender === entry.user ? room.last.nickname : nicknameIfKnown(room.room_code, entry.user),
        message: entry.text.slice(0, LAST_LINE),
        time: entry.time,
        id: entry.seq,
        ts: entry.ts,
      };
      return { ...next, last, last_no: entry.no, unread: Math.max(0, entry.no - room.read.no) };
    }
    case 'rename':
      return { ...next, room_name: entry.name };
    case 'owner':
      return { ...next, owner: entry.user };
    case 'describe':
      return { ...next, description: entry.description };
    case 'archive':
      return { ...next, archived: entry.archived };
    case 'block':
      return { ...next, blocked: entry.blocked };
    case 'join':
    case 'leave':
    case 'post':
    case 'room_deleted':
      return next;
    case 'edit':
      return entry.target === room.last?.id
        ? { ...next, last: { ...room.last, message: entry.text.slice(0, LAST_LINE) } }
        : next;
    case 'delete':
      // Which line comes to be the last is asked for.
      if (entry.target === room.last?.id) void queries.invalidateQueries({ queryKey: ROOMS });
      return next;
    case 'reaction':
    case 'pin':
    case 'unpin':
      return next;
  }
}

/** What the user's own log says of rooms: added, left, read on another device. */
export function followInbox(entries: readonly InboxEntryView[]): void {
  for (const entry of entries) {
    switch (entry.kind) {
      case 'room_added':
        void queries.invalidateQueries({ queryKey: ROOMS });
        void queries.invalidateQueries({ queryKey: ['courses'] });
        break;
      case 'room_removed':
        queries.setQueryData<Room[]>(ROOMS, (rooms) => rooms?.filter((room) => room.room_code !== entry.room_code));
        queries.removeQueries({ queryKey: ['room', entry.room_code] });
        void queries.invalidateQueries({ queryKey: ['courses'] });
        break;
      case 'attention':
        patchRoom(entry.room_code, (room) => ({ ...room, attention: entry.attention }));
        break;
      case 'draft':
      case 'thread_draft':
      case 'preferences':
        break;
      case 'read':
        readTo(entry.room_code, entry.read);
        // Part of it was read: how many mentions are left, the server has counted. And what was asked for before would undo this.
        if (roomKnown(entry.room_code)?.mentions || queries.isFetching({ queryKey: ROOMS }) > 0) askAnew();
        break;
      case 'thread':
    }
  }
}

/** Shows at once what was read here; the server tells the other devices. */
export function readTo(code: string, read: Room['read']): void {
  const goesBack = read.id < (roomKnown(code)?.read.id ?? 0);
  patchRoom(code, (room) => ({
    ...room,
    read,
    unread: Math.max(0, room.last_no - read.no),
    mentions: read.id >= room.seq ? 0 : room.mentions,
  }));
  if (goesBack) askAnew();
}

/** Shows at once what was changed here; the server tells the other devices. */
export function showRoom(code: string, change: Partial<Room>): void {
  patchRoom(code, (room) => ({ ...room, ...change }));
}

/** What is known of a room outside of any component. */
export function roomKnown(code: string): Room | undefined {
  return queries.getQueryData<Room[]>(ROOMS)?.find((room) => room.room_code === code);
}

function askAnew(): void {
  void queries.invalidateQueries({ queryKey: ROOMS });
}

function patchRoom(code: string, change: (room: Room) => Room): void {
  queries.setQueryData<Room[]>(ROOMS, (rooms) => rooms?.map((room) => (room.room_code === code ? change(room) : room)));
}
