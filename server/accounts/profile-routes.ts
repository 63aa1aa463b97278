import * as calls from '../../contract/profile.ts';
import { requireSession } from '../kernel/http/caller.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import type { People } from './access.ts';
import { endOtherSessions, endOwnSession, sessionsOf } from './own-sessions.ts';
import { findPeople } from './people.ts';

/** Where one is signed in, and whom one may find. Pictures are files: `files/picture-routes.ts`. */
export function serveProfile(school: School, serve: Serve, people: People): void {
  serve(calls.getSessions, async ({ caller }) => {
    return { message: 'Sessions retrieved', sessions: await sessionsOf(school, requireSession(caller)) };
  });

  serve(calls.endSession, async ({ input, caller }) => {
    await endOwnSession(school, requireSession(caller), input.id);
    return { message: 'Session ended' };
  });

  serve(calls.endOtherSessions, async ({ caller }) => {
    await endOtherSessions(school, requireSession(caller));
    return { message: 'Other sessions ended' };
  });

  serve(calls.findPeople, async ({ input, caller }) => {
    return { message: 'People found', people: await findPeople(school, requireSession(caller), input, people) };
  });
}
