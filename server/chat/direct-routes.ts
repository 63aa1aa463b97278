import * as calls from '../../contract/direct.ts';
import { requireSession } from '../kernel/http/caller.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { accessCorrespondent, blockedBy, blockUser, unblockUser } from './block.ts';
import { openDirect } from './direct.ts';

/** Conversations of two, and who does not want them. */
export function serveDirects(school: School, serve: Serve): void {
  serve(calls.openDirect, async ({ input, caller }) => {
    return { message: 'Chat opened', ...(await openDirect(school, requireSession(caller), input.username)) };
  });

  serve(calls.blockUser, async ({ input, caller }) => {
    const by = requireSession(caller);
    const user = await accessCorrespondent(school, by, input.username);
    await blockUser(school, { by, user });
    return { message: 'User blocked' };
  });

  serve(calls.unblockUser, async ({ input, caller }) => {
    const by = requireSession(caller);
    const user = await accessCorrespondent(school, by, input.username);
    await unblockUser(school, { by, user });
    return { message: 'User unblocked' };
  });

  serve(calls.getBlocked, async ({ caller }) => {
    return { message: 'Blocked retrieved', people: await blockedBy(school, requireSession(caller).userId) };
  });
}
