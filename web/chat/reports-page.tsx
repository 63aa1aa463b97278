import { useState } from 'react';
import { useSignedIn } from '../accounts/me.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { useWords } from '../kernel/text/words.ts';
import { MoreOnSight } from '../kernel/ui/more-on-sight.tsx';
import { Page } from '../kernel/ui/page.tsx';
import { Segments } from '../kernel/ui/segments.tsx';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { complain } from '../kernel/ui/toasts.tsx';
import { CloseReport } from './close-report.tsx';
import { usePeopleText } from './people-text.ts';
import { ReportRow } from './report-row.tsx';
import { changeReport, type Report, type ReportState, useReports } from './reports.ts';

const STATES: readonly ReportState[] = ['open', 'done'];

/** What was reported, for staff: to be looked at, and what has been. */
export function ReportsPage() {
  const words = usePeopleText();
  const common = useWords();
  const { role } = useSignedIn();
  const [state, setState] = useState<ReportState>('open');
  if (role === 'student') return <Empty title={common.notFound} hint={common.notFoundHint} />;
  return (
    <Page
      title={words.reports}
      back="/me"
      actions={
        <Segments
          label={words.reports}
          value={state}
          choices={STATES.map((value) => ({ value, label: words[value] }))}
          onChoose={(next) => setState(next)}
        />
      }
    >
      <List key={state} state={state} />
    </Page>
  );
}

function List({ state }: { state: ReportState }) {
  const words = usePeopleText();
  const textOf = useRefusalText();
  const reports = useReports(state);
  const [closing, setClosing] = useState<Report>();

  async function reopen(id: number): Promise<void> {
    try {
      await changeReport(id, 'open');
    } catch (error) {
      complain(textOf(error));
    }
  }

  if (reports.data === undefined) {
    return reports.isError ? (
      <Failed error={reports.error} onRetry={() => void reports.refetch()} />
    ) : (
      <Waiting lines={8} />
    );
  }
  const all = reports.data.pages.flatMap((page) => page.reports);
  if (all.length === 0) {
    return state === 'open' ? (
      <Empty title={words.noOpen} hint={words.noOpenHint} />
    ) : (
      <Empty title={words.noDone} hint={words.noDoneHint} />
    );
  }
  return (
    <>
      <ul className="flex flex-col gap-4">
        {all.map((report) => (
          <ReportRow
            key={report.id}
            report={report}
            onClose={() => setClosing(report)}
            onReopen={() => void reopen(report.id)}
          />
        ))}
      </ul>
      {reports.hasNextPage && (
        <MoreOnSight busy={reports.isFetchingNextPage} onMore={() => void reports.fetchNextPage()} />
      )}
      <CloseReport report={closing} onClose={() => setClosing(undefined)} />
    </>
  );
}
