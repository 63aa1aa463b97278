import * as calls from '../../contract/reports.ts';
import { requireSession } from '../kernel/http/caller.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { accessRoom } from './access.ts';
import { addReport, editReport, reportsFor } from './report.ts';

/** What people tell staff of, and what staff make of it. */
export function serveReports(school: School, serve: Serve): void {
  serve(calls.reportMessage, async ({ input, caller }) => {
    const by = requireSession(caller);
    const { room_code: code, ...what } = input;
    const room = await accessRoom(school, by, code);
    return { message: 'Reported', id: await addReport(school, { room, by, ...what }) };
  });

  serve(calls.getReports, async ({ input, caller }) => {
    return { message: 'Reports retrieved', ...(await reportsFor(school, requireSession(caller), input)) };
  });

  serve(calls.editReport, async ({ input, caller }) => {
    await editReport(school, requireSession(caller), input);
    return { message: 'Report changed' };
  });
}
