import { Trash2 } from 'lucide-react';
import { fileAddress } from '../kernel/api.ts';
import { actLater, useGoing } from '../kernel/later.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { useSizes, useTimes } from '../kernel/text/times.ts';
import { IconButton } from '../kernel/ui/button.tsx';
import { MoreOnSight } from '../kernel/ui/more-on-sight.tsx';
import { Page } from '../kernel/ui/page.tsx';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { complain } from '../kernel/ui/toasts.tsx';
import { FileFacts } from './file-facts.tsx';
import { KindIcon } from './kind-icon.tsx';
import { type OwnFile, removeOwnFile, useOwnFiles } from './own-files.ts';
import { SpaceUsed } from './space.tsx';
import { useFileText } from './text.ts';

/** Everything I have uploaded, how much it takes, and what of it can go. */
export function OwnFilesPage() {
  const words = useFileText();
  const files = useOwnFiles();
  const going = useGoing();
  const shown = files.data?.filter((file) => !going.has(nameOf(file)));
  return (
    <Page title={words.ownFiles} back="/me">
      <SpaceUsed />
      <p className="mt-3 text-small text-pretty text-quiet">{words.ownFilesHint}</p>
      {shown === undefined &&
        (files.isError ? <Failed error={files.error} onRetry={() => void files.refetch()} /> : <Waiting lines={8} />)}
      {shown?.length === 0 && <Empty title={words.noOwnFiles} hint={words.noOwnFilesHint} />}
      {shown !== undefined && shown.length > 0 && (
        <ul className="-mx-3 mt-3">
          {shown.map((file) => (
            <Row key={file.file_id} file={file} />
          ))}
        </ul>
      )}
      {files.hasNextPage && <MoreOnSight busy={files.isFetchingNextPage} onMore={() => void files.fetchNextPage()} />}
    </Page>
  );
}

function Row({ file }: { file: OwnFile }) {
  const words = useFileText();
  const textOf = useRefusalText();
  const sizeOf = useSizes();
  const times = useTimes();
  const remove = () =>
    actLater(
      nameOf(file),
      words.deleted(file.file_name),
      () => removeOwnFile(file),
      (error) => complain(textOf(error)),
    );
  return (
    <li className="flex items-start gap-1 rounded-box px-3 py-2 hover:bg-hover">
      <details className="min-w-0 grow">
        <summary className="flex min-h-11 cursor-pointer list-none items-center gap-3 rounded-box">
          <KindIcon name={file.file_name} />
          <span className="flex min-w-0 grow flex-col">
            <span className="truncate" title={file.file_name}>
              {file.file_name}
            </span>
            <span className="truncate text-small text-quiet">
              {sizeOf(file.size)} · <time title={times.exact(file.ts)}>{times.moment(file.ts)}</time>
              {!file.carried && <> · {words.notShared}</>}
            </span>
          </span>
        </summary>
        <div className="flex flex-col gap-2 pt-1 pb-2 pl-8">
          <FileFacts file={file} />
          <a
            href={fileAddress(file.file_id, { save: true })}
            download={file.file_name}
            className="self-start text-small text-accent hover:underline"
          >
            {words.save}
          </a>
        </div>
      </details>
      {!file.carried && (
        <IconButton label={words.deleteNamed(file.file_name)} onClick={remove}>
          <Trash2 size={18} aria-hidden />
        </IconButton>
      )}
    </li>
  );
}

function nameOf({ file_id: id }: OwnFile): string {
  return `file:${id}`;
}
