import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Static } from 'typebox';
import { getInfo } from '../../contract/accounts.ts';
import { getUsers } from '../../contract/chat.ts';
import type { EntryView } from '../../contract/entry.ts';
import { nameKey } from '../../contract/name-key.ts';
import { call, Refusal } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';
import { meetPeople } from './presence.ts';

export type Member = Static<typeof getUsers.answer>['members'][number];
/** Who somebody is beside a name; `nickname` is the username while nothing is known. */
export type Known = { username: string; nickname: string; role: string; picture: string };

const membersKey = (code: string) => ['room', code, 'members'] as const;

/** The members of a room, its owner first. `ask`: false shows what is known without asking for it. */
export function useMembers(code: string, { ask = true } = {}) {
  return useQuery({
    queryKey: membersKey(code),
    queryFn: async () => {
      const { members } = await call(getUsers, { room_code: code });
      meetPeople(members);
      return members;
    },
    staleTime: 10 * 60_000,
    enabled: ask,
  });
}

/** Members by their names. */
export function useMemberNames(code: string): ReadonlyMap<string, Member> {
  const { data } = useMembers(code);
  return useMemo(() => new Map(data?.map((member) => [member.username, member])), [data]);
}

/** The same by the keys of their names, by which a text mentions them. */
export function useMemberKeys(members: ReadonlyMap<string, Member>): ReadonlyMap<string, Member> {
  return useMemo(() => new Map([...members].map(([username, member]) => [nameKey(username), member])), [members]);
}

/** Who somebody is in a room; those who are gone are asked for one by one, once. */
export function usePerson(members: ReadonlyMap<string, Member>, username: string): Known {
  const member = members.get(username);
  const { data } = useQuery({
    queryKey: ['person', username],
    queryFn: () => infoOf(username),
    enabled: member === undefined && members.size > 0,
    staleTime: 10 * 60_000,
  });
  if (member !== undefined) return member;
  return data ?? { username, nickname: username, role: 'student', picture: '' };
}

/** `null`: this reader may not know. An answer as well, so that it is not asked for again row by row. */
async function infoOf(username: string): Promise<Known | null> {
  try {
    const { nickname, role, picture } = await call(getInfo, { username });
    return { username, nickname: nickname || username, role, picture };
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** Somebody came or went, or who owns the room changed: it is asked for anew when it is next shown. */
export function followMembers(code: string, entries: readonly EntryView[]): void {
  if (!entries.some(({ kind }) => kind === 'join' || kind === 'leave' || kind === 'owner')) return;
  void queries.invalidateQueries({ queryKey: membersKey(code) });
}

/** The nickname, where the room's members were read before; for places that are not worth asking. */
export function nicknameIfKnown(code: string, username: string): string {
  return nicknameAmong(queries.getQueryData<Member[]>(membersKey(code)), username);
}

/** The same in a component that shows it as soon as it is known. */
export function useNicknameIfKnown(code: string, username: string): string {
  return nicknameAmong(useMembers(code, { ask: false }).data, username);
}

function nicknameAmong(members: readonly Member[] | undefined, username: string): string {
  return members?.find((member) => member.username === username)?.nickname || username;
}
