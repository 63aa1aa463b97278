import { useQuery } from '@tanstack/react-query';
import type { Static } from 'typebox';
import * as calls from '../../contract/invitations.ts';
import { call, Refusal } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';

export type { InvitationView } from '../../contract/invitations.ts';
/** Where an invitation leads. */
export type Invitation = Static<typeof calls.showInvitation.answer>;

const invitationsKey = (code: string) => ['passing', 'invitations', code] as const;

/** Those of a room that are still good, the latest first. */
export function useInvitations(code: string) {
  return useQuery({
    queryKey: invitationsKey(code),
    queryFn: async () => (await call(calls.getInvitations, { room_code: code })).invitations,
    staleTime: 0,
  });
}

/** Answers the link, which is told this once. The token stands after `#`, where no server sees it. */
export async function invite(code: string, terms: { hours: number; max_uses: number }): Promise<string> {
  const { token } = await call(calls.createInvitation, { room_code: code, ...terms });
  void queries.invalidateQueries({ queryKey: invitationsKey(code) });
  return `${location.origin}/app/join#${token}`;
}

export async function revoke(code: string, id: number): Promise<void> {
  await call(calls.revokeInvitation, { room_code: code, id });
  await queries.invalidateQueries({ queryKey: invitationsKey(code) });
}

/** Where a token leads; `null`: nowhere, or no more. */
export function useInvitation(token: string) {
  return useQuery({
    queryKey: ['passing', 'invitation', token],
    queryFn: async (): Promise<Invitation | null> => {
      try {
        return await call(calls.showInvitation, { token });
      } catch (error) {
        if (error instanceof Refusal && error.code === 'invalid_invitation') return null;
        throw error;
      }
    },
    enabled: token !== '',
    staleTime: 0,
  });
}

export async function accept(token: string): Promise<void> {
  await call(calls.acceptInvitation, { token });
  await queries.invalidateQueries({ queryKey: ['rooms'] });
  await queries.invalidateQueries({ queryKey: ['courses'] });
}
