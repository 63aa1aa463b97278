import { useMutation } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Page } from '../kernel/ui/page.tsx';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { accept, type Invitation, useInvitation } from './invitations.ts';
import { addressOf } from './rooms.ts';
import { useRoomText } from './room-text.ts';

/** Where an invitation leads, by its link: `/app/join#TOKEN`. */
export function JoinPage() {
  const words = useRoomText();
  const token = useSyncExternalStore(watchHash, () => location.hash.slice(1));
  const invitation = useInvitation(token);
  return (
    <Page title={words.invitation} back="/chats">
      {token === '' ? (
        <Empty title={words.noLink} hint={words.noLinkHint} />
      ) : invitation.data === undefined ? (
        invitation.isError ? (
          <Failed error={invitation.error} onRetry={() => void invitation.refetch()} />
        ) : (
          <Waiting />
        )
      ) : invitation.data === null ? (
        <Empty title={words.badLink} hint={words.badLinkHint} />
      ) : (
        <Shown token={token} invitation={invitation.data} />
      )}
    </Page>
  );
}

function Shown({ token, invitation }: { token: string; invitation: Invitation }) {
  const words = useRoomText();
  const textOf = useRefusalText();
  const [, go] = useLocation();
  const { kind, room_name, description, member_count, is_member } = invitation;
  const name = kind === 'course' ? room_name.replace(/ Discuss Group$/, '') : room_name;
  // The link stays out of the way back: it has done what it is for.
  const enter = () => go(addressOf(invitation), { replace: true });
  const joining = useMutation({ mutationFn: async () => accept(token), onSuccess: enter });
  return (
    <div className="mx-auto flex max-w-sm flex-col items-center gap-3 py-10 text-center">
      <p title={`@${invitation.by}`} className="text-quiet">
        {words.invitedBy(invitation.by_nickname || invitation.by)}
      </p>
      <h2 className="text-head font-bold text-balance wrap-anywhere">{name}</h2>
      <p className="text-quiet">
        {kind === 'course' ? words.toCourse : words.toGroup} · {words.people(member_count)}
      </p>
      {description !== '' && <p className="wrap-anywhere whitespace-pre-line">{description}</p>}
      {is_member && <p>{words.inItAlready}</p>}
      <p role="alert" className="text-danger empty:hidden">
        {joining.isError ? textOf(joining.error) : ''}
      </p>
      <Button
        look="main"
        className="mt-3 min-h-11 px-8!"
        busy={joining.isPending}
        onClick={() => (is_member ? enter() : joining.mutate())}
      >
        {is_member ? words.open : words.join}
      </Button>
    </div>
  );
}

function watchHash(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}
