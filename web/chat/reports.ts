import { useInfiniteQuery } from '@tanstack/react-query';
import * as calls from '../../contract/reports.ts';
import { call } from '../kernel/api.ts';
import { live } from '../kernel/live.ts';
import { queries } from '../kernel/queries.ts';

export type { ReportView as Report } from '../../contract/reports.ts';
export type ReportState = 'open' | 'done';

const REPORTS = ['passing', 'reports'] as const;
const PAGE = 50;

/** What was reported to me, the newest first. For staff alone. */
export function useReports(state: ReportState) {
  return useInfiniteQuery({
    queryKey: [...REPORTS, state],
    queryFn: ({ pageParam }) =>
      call(calls.getReports, { state, limit: PAGE, ...(pageParam !== 0 && { before: pageParam }) }),
    initialPageParam: 0,
    getNextPageParam: ({ reports }) => (reports.length < PAGE ? undefined : reports.at(-1)?.id),
  });
}

export async function changeReport(id: number, state: ReportState, note?: string): Promise<void> {
  await call(calls.editReport, { id, state, ...(note !== undefined && { note }) });
  await reportsChanged();
}

/** Asks for them anew when the socket says that there is something new. Answers how to stop. */
export function followReports(): () => void {
  return live.on('said', (said) => {
    if (said.what === 'reports') void reportsChanged();
  });
}

async function reportsChanged(): Promise<void> {
  await queries.invalidateQueries({ queryKey: REPORTS });
}
