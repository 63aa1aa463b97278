import { useMutation } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { useState } from 'react';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { useTimes } from '../kernel/text/times.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { Failed } from '../kernel/ui/states.tsx';
import { complain, say } from '../kernel/ui/toasts.tsx';
import { type InvitationView, revoke, useInvitations } from './invitations.ts';
import { NewInvitation } from './new-invitation.tsx';
import { useRoomText } from './room-text.ts';

/** The links by which people come into a room. For those who may make them. */
export function InvitationList({ code }: { code: string }) {
  const words = useRoomText();
  const invitations = useInvitations(code);
  const [making, setMaking] = useState(false);
  return (
    <section aria-label={words.invitations}>
      <div className="flex min-h-9 items-center gap-2">
        <h3 className="grow font-bold">{words.invitations}</h3>
        <Button look="quiet" className="-mr-2" aria-haspopup="dialog" onClick={() => setMaking(true)}>
          <Link2 size={18} aria-hidden />
          {words.invite}
        </Button>
      </div>
      {invitations.isError && invitations.data === undefined && (
        <Failed error={invitations.error} onRetry={() => void invitations.refetch()} />
      )}
      {invitations.data?.length === 0 && <p className="text-small text-quiet">{words.invitationsHint}</p>}
      <ul>
        {invitations.data?.map((one) => (
          <Row key={one.id} code={code} invitation={one} />
        ))}
      </ul>
      <Dialog title={words.invite} open={making} onClose={() => setMaking(false)}>
        <NewInvitation code={code} onDone={() => setMaking(false)} />
      </Dialog>
    </section>
  );
}

function Row({
  code,
  invitation: { id, by, by_nickname, expires, uses, max_uses },
}: {
  code: string;
  invitation: InvitationView;
}) {
  const words = useRoomText();
  const times = useTimes();
  const textOf = useRefusalText();
  const who = by_nickname || by;
  const ending = useMutation({
    mutationFn: async () => revoke(code, id),
    onSuccess: () => say(words.revoked),
    onError: (error) => complain(textOf(error)),
  });
  return (
    <li className="flex min-h-12 items-center gap-2 py-1">
      <span className="min-w-0 grow">
        <span title={`@${by}`} className="block truncate">
          {words.linkBy(who)}
        </span>
        <span className="block text-small text-quiet">
          <time dateTime={new Date(expires).toISOString()} title={times.exact(expires)}>
            {words.until(times.moment(expires))}
          </time>{' '}
          · {words.used(uses, max_uses)}
        </span>
      </span>
      <Button
        look="quiet"
        className="-mr-2 shrink-0 text-danger!"
        aria-label={words.revokeLink(who, times.moment(expires))}
        busy={ending.isPending}
        onClick={() => ending.mutate()}
      >
        {words.revoke}
      </Button>
    </li>
  );
}
