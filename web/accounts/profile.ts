import { useMutation, useQuery } from '@tanstack/react-query';
import * as accounts from '../../contract/accounts.ts';
import * as calls from '../../contract/profile.ts';
import { call } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { complain, say } from '../kernel/ui/toasts.tsx';
import { patchMe } from './me.ts';
import { useAccountsText } from './text.ts';

export async function changeNickname(username: string, nickname: string): Promise<void> {
  await call(accounts.changeInfo, { username, nickname });
  patchMe({ nickname });
}

export async function changePassword(input: { username: string; old: string; next: string }): Promise<void> {
  await call(accounts.changeInfo, { username: input.username, old_password: input.old, new_password: input.next });
  await queries.invalidateQueries({ queryKey: SESSIONS });
}

export async function changeAnswer(input: { username: string; password: string; answer: string }): Promise<void> {
  const { username, password, answer } = input;
  await call(accounts.changeInfo, { username, old_password: password, security_answer: answer });
  patchMe({ has_answer: true });
}

export async function createRecoveryCode(username: string): Promise<string> {
  return (await call(accounts.createRecoveryCode, { username })).recovery_code;
}

/** Putting up a picture and taking it down. */
export function usePicture() {
  const text = useAccountsText();
  const refused = useComplaint();
  const upload = useMutation({
    mutationFn: (file: File) => call(calls.uploadPicture, {}, file),
    onSuccess: ({ picture }) => {
      patchMe({ picture });
      say(text.pictureChanged);
    },
    onError: refused,
  });
  const remove = useMutation({
    mutationFn: () => call(calls.removePicture, {}),
    onSuccess: () => {
      patchMe({ picture: '' });
      say(text.pictureRemoved);
    },
    onError: refused,
  });
  return { upload: upload.mutate, remove: () => remove.mutate(), busy: upload.isPending || remove.isPending };
}

const SESSIONS = ['passing', 'sessions'] as const;

/** The devices somebody is signed in on, the latest used first. */
export function useSessions() {
  return useQuery({
    queryKey: SESSIONS,
    queryFn: async () => (await call(calls.getSessions, {})).sessions,
    staleTime: 0,
  });
}

export function useEndSessions() {
  const text = useAccountsText();
  const refused = useComplaint();
  const after = (told: string) => ({
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: SESSIONS });
      say(told);
    },
    onError: refused,
  });
  const one = useMutation({
    mutationFn: (id: string) => call(calls.endSession, { id }),
    ...after(text.deviceSignedOut),
  });
  const others = useMutation({
    mutationFn: () => call(calls.endOtherSessions, {}),
    ...after(text.othersSignedOut),
  });
  return { end: one.mutate, endOthers: () => others.mutate(), busy: one.isPending || others.isPending };
}

function useComplaint(): (error: Error) => void {
  const textOf = useRefusalText();
  return (error) => complain(textOf(error));
}
