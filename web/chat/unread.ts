import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Static } from 'typebox';
import { getUnread } from '../../contract/attention.ts';
import { call } from '../kernel/api.ts';
import { live } from '../kernel/live.ts';
import { queries } from '../kernel/queries.ts';
import { hasUnread } from './attention.ts';
import { type Room, useRooms } from './rooms.ts';

type Answer = Static<typeof getUnread.answer>;
export type UnreadRoom = { room: Room; messages: Answer['rooms'][number]['messages'] };
export type Writer = Answer['people'][number];

const UNREAD = ['passing', 'unread'] as const;
/** Messages of each room; the rest is one step away. */
const SHOWN = 5;
/** Ms within which what happens is asked about once. */
const GATHER = 1_000;

/**
 * All that is unread, the room with the newest first, with the first of its unread messages. Counts and what is read are those of the
 * list of rooms, which the socket keeps current; the messages are asked for anew when something has happened.
 */
export function useUnread() {
  const rooms = useRooms().data;
  const unread = useQuery({
    queryKey: UNREAD,
    queryFn: async () => call(getUnread, { limit: SHOWN }),
    staleTime: 0,
  });
  // What comes by the socket is news of what was asked for.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: UNREAD });
      }, GATHER);
    };
    const stops = [live.on('entries', soon), live.on('inbox', soon)];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, []);

  const known = new Map(rooms?.map((room) => [room.room_code, room]));
  const found: UnreadRoom[] = (unread.data?.rooms ?? []).flatMap(({ room_code, messages }) => {
    const room = known.get(room_code);
    if (room === undefined || !hasUnread(room)) return [];
    return [{ room, messages: messages.filter(({ seq }) => seq > room.read.id) }];
  });
  const people = new Map<string, Writer>(unread.data?.people.map((person) => [person.username, person]));
  return { ...unread, found, people, rooms: rooms ?? [] };
}
