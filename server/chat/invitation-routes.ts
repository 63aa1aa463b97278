import * as calls from '../../contract/invitations.ts';
import { requireSession } from '../kernel/http/caller.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { accessRoom } from './access.ts';
import { createInvitation, invitationsOf, revokeInvitation } from './invitation.ts';
import { showInvitation } from './invited.ts';

/** Invitations and what they lead to; one is accepted where courses are known. */
export function serveInvitations(school: School, serve: Serve): void {
  serve(calls.createInvitation, async ({ input, caller }) => {
    const by = requireSession(caller);
    const { room_code: code, hours, max_uses: maxUses } = input;
    const room = await accessRoom(school, by, code);
    const made = await createInvitation(school, {
      room,
      by,
      ...(hours !== undefined && { hours }),
      ...(maxUses !== undefined && { maxUses }),
    });
    return { message: 'Invitation created', ...made };
  });

  serve(calls.getInvitations, async ({ input, caller }) => {
    const by = requireSession(caller);
    const room = await accessRoom(school, by, input.room_code);
    return { message: 'Invitations retrieved', invitations: await invitationsOf(school, by, room) };
  });

  serve(calls.revokeInvitation, async ({ input, caller }) => {
    const by = requireSession(caller);
    const room = await accessRoom(school, by, input.room_code);
    await revokeInvitation(school, { room, by, id: input.id });
    return { message: 'Invitation revoked' };
  });

  serve(calls.showInvitation, async ({ input, caller }) => {
    return { message: 'Invitation shown', ...(await showInvitation(school, requireSession(caller), input.token)) };
  });
}
