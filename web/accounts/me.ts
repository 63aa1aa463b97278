import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Static } from 'typebox';
import * as calls from '../../contract/accounts.ts';
import { call, Refusal } from '../kernel/api.ts';
import { forgetUser } from '../kernel/leaving.ts';
import { live } from '../kernel/live.ts';
import { queries } from '../kernel/queries.ts';

export type Me = Static<typeof calls.auth.answer>;

const ME = ['me'] as const;
const NOTICE = ['notice'] as const;
const ENDED = ['passing', 'ended'] as const;
/** Whose belongings are on this device, in `localStorage`. */
const USER = 'user';

/** Who is signed in here; `null`: nobody. */
export function useMe() {
  return useQuery({ queryKey: ME, queryFn: whoAmI });
}

/**
 * Whoever the pages below are for. By context, not by the query: on signing out each query of a page ends by itself, and a page must
 * not be drawn for nobody before it is taken away.
 */
export const SignedInAs = createContext<Me | undefined>(undefined);

/** Under pages that only somebody signed in sees. Throws elsewhere. */
export function useSignedIn(): Me {
  const me = useContext(SignedInAs);
  if (me === undefined) throw new Error('nobody is signed in');
  return me;
}

/** Shows at once what was changed of oneself. */
export function patchMe(change: Partial<Me>): void {
  queries.setQueryData<Me | null>(ME, (me) => me && { ...me, ...change });
}

/** What the server has to tell the owner of the account since the last signing in; stays until it is put away. */
export function useNotice(): { notice: string | null; putAway(): void } {
  const { data } = useQuery<string | null>({ queryKey: NOTICE, queryFn: () => null, staleTime: Infinity });
  return { notice: data ?? null, putAway: () => queries.setQueryData(NOTICE, null) };
}

/** Whether somebody was signed in on this page until the server ended it. */
export function hasEnded(): boolean {
  return queries.getQueryData(ENDED) === true;
}

async function whoAmI(): Promise<Me | null> {
  try {
    return await call(calls.auth, {});
  } catch (refusal) {
    if (!(refusal instanceof Refusal && refusal.http === 401)) throw refusal;
    if (queries.getQueryData<Me | null>(ME)) queries.setQueryData(ENDED, true);
    return null;
  }
}

export async function signIn(input: { username: string; password: string }): Promise<void> {
  const { username, notice } = await call(calls.login, input);
  await begin(username);
  if (notice !== undefined) queries.setQueryData(NOTICE, notice);
}

export async function register(input: Static<typeof calls.register.input>): Promise<void> {
  const { username } = await call(calls.register, input);
  await begin(username);
}

/** `proof`: the security answer, or a one-time code where the server wants that. Signs in with the new password. */
export async function resetPassword(input: { username: string; password: string; proof: string }): Promise<void> {
  const { username, password, proof } = input;
  await call(calls.changeInfo, { username, new_password: password, security_answer: proof });
  // What it has to tell is the reset just made.
  await begin((await call(calls.login, { username, password })).username);
}

/**
 * What an earlier user left on this device is nothing for the next. Who comes back after a session has ended finds their drafts and
 * what waits to be sent.
 */
async function begin(username: string): Promise<void> {
  if (localStorage.getItem(USER) === username) await queries.invalidateQueries({ refetchType: 'none' });
  else await forgetUser();
  localStorage.setItem(USER, username);
  queries.removeQueries({ queryKey: ENDED });
  await queries.fetchQuery({ queryKey: ME, queryFn: whoAmI, staleTime: 0 });
}

export async function signOut(): Promise<void> {
  await call(calls.logout, {}).catch((refusal: unknown) => {
    // Signed out already, on the server's side.
    if (!(refusal instanceof Refusal && refusal.http === 401)) throw refusal;
  });
  live.stop();
  await forgetUser();
  queries.setQueryData(ME, null);
}

/** The session has ended elsewhere: the pages for signing in come up, what was written stays for whoever wrote it. */
export function sessionEnded(): void {
  live.stop();
  queries.setQueryData(ENDED, true);
  queries.setQueryData(ME, null);
}
