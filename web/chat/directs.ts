import { useMutation, useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import * as calls from '../../contract/direct.ts';
import { call } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { complain, say } from '../kernel/ui/toasts.tsx';
import { usePeopleText } from './people-text.ts';
import { addressOf } from './rooms.ts';

const BLOCKED = ['blocked'] as const;

/** Opens the one conversation with somebody, which is begun where there is none. */
export function useMessage(): { message(username: string): void; busy: boolean } {
  const textOf = useRefusalText();
  const [, go] = useLocation();
  const opening = useMutation({
    mutationFn: async (username: string) => {
      const { room_code } = await call(calls.openDirect, { username });
      await queries.invalidateQueries({ queryKey: ['rooms'] });
      return room_code;
    },
    onSuccess: (room_code) => go(addressOf({ kind: 'direct', room_code })),
    onError: (error) => complain(textOf(error)),
  });
  return { message: opening.mutate, busy: opening.isPending };
}

/** Whom I have blocked. */
export function useBlocked() {
  return useQuery({ queryKey: BLOCKED, queryFn: async () => (await call(calls.getBlocked, {})).people });
}

/** Blocks somebody, with a way back, or lets them in again. */
export function useBlock(person: { username: string; nickname: string }): { blocked: boolean; turn(): void } {
  const words = usePeopleText();
  const textOf = useRefusalText();
  const { username, nickname } = person;
  const blocked = useBlocked().data?.some((one) => one.username === username) ?? false;
  const turning = useMutation({
    mutationFn: async (block: boolean) => {
      await call(block ? calls.blockUser : calls.unblockUser, { username });
      await queries.invalidateQueries({ queryKey: BLOCKED });
      return block;
    },
    onSuccess: (block) =>
      block ? say(words.blocked(nickname), () => turning.mutate(false)) : say(words.unblocked(nickname)),
    onError: (error) => complain(textOf(error)),
  });
  return { blocked, turn: () => turning.mutate(!blocked) };
}
