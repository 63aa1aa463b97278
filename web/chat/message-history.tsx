import { useQuery } from '@tanstack/react-query';
import { getMessageHistory } from '../../contract/messages.ts';
import { call } from '../kernel/api.ts';
import { useTimes } from '../kernel/text/times.ts';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { Failed, Waiting } from '../kernel/ui/states.tsx';
import type { MessageEntry } from './log-rows.ts';
import { Markdown } from './markdown/markdown.tsx';
import { useMessageText } from './message-text.ts';

/** How a message read before, for those who may know; the newest first. */
export function MessageHistory({ code, of, onClose }: { code: string; of: MessageEntry | undefined; onClose(): void }) {
  const words = useMessageText();
  return (
    <Dialog title={words.history} open={of !== undefined} onClose={onClose}>
      {of !== undefined && <Revisions code={code} entry={of} />}
    </Dialog>
  );
}

function Revisions({ code, entry }: { code: string; entry: MessageEntry }) {
  const words = useMessageText();
  const times = useTimes();
  const history = useQuery({
    queryKey: ['passing', 'history', code, entry.seq, entry.edited],
    queryFn: async () => (await call(getMessageHistory, { room_code: code, id: entry.seq })).revisions,
  });
  if (history.data === undefined)
    return history.isError ? <Failed error={history.error} onRetry={() => void history.refetch()} /> : <Waiting />;
  return (
    <ol reversed className="flex flex-col divide-y divide-line">
      {history.data.toReversed().map(({ rev, text, ts }) => (
        <li key={rev} className="flex flex-col gap-1 py-3 first:pt-0 last:pb-0">
          <p className="text-small text-quiet">
            <time dateTime={new Date(ts).toISOString()} title={times.exact(ts)}>
              {times.moment(ts)}
            </time>
            {rev === 0 && ` · ${words.asSent}`}
          </p>
          <Markdown text={text} />
        </li>
      ))}
    </ol>
  );
}
