import { useTimes } from '../kernel/text/times.ts';
import { Button } from '../kernel/ui/button.tsx';
import { usePeopleText } from './people-text.ts';
import type { Report } from './reports.ts';

/** One report: about whom, where, what was written, what is wrong with it. */
export function ReportRow({ report, onClose, onReopen }: { report: Report; onClose(): void; onReopen(): void }) {
  const words = usePeopleText();
  const times = useTimes();
  const where = report.kind === 'direct' ? words.inDirect : report.room_name.replace(/ Discuss Group$/, '');
  return (
    <li className="flex flex-col gap-3 rounded-box border border-line p-4">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <strong title={`@${report.user}`}>{words.about(report.user_nickname)}</strong>
        <span className="text-small text-quiet">
          {where} · <span title={`@${report.by}`}>{words.by(report.by_nickname)}</span> ·{' '}
          <time dateTime={new Date(report.ts).toISOString()} title={times.exact(report.ts)}>
            {times.moment(report.ts)}
          </time>
        </span>
      </p>
      {report.message_id > 0 && (
        <figure className="border-l-2 border-control/60 pl-3">
          <figcaption className="text-small text-quiet">{words.wrote(report.user_nickname)}</figcaption>
          <blockquote className="max-h-40 overflow-y-auto whitespace-pre-wrap wrap-anywhere">{report.text}</blockquote>
        </figure>
      )}
      <p className="whitespace-pre-wrap wrap-anywhere">{report.reason}</p>
      {report.state === 'done' && (
        <p className="text-small wrap-anywhere text-quiet">
          {words.closedBy(report.closed_by)}
          {report.note !== '' && ` · ${report.note}`}
        </p>
      )}
      <Button className="self-start" onClick={report.state === 'open' ? onClose : onReopen}>
        {report.state === 'open' ? words.close : words.reopen}
      </Button>
    </li>
  );
}
