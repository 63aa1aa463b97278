import { Check, Pause, Play, RotateCcw, X } from 'lucide-react';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { useSizes } from '../kernel/text/times.ts';
import { IconButton } from '../kernel/ui/button.tsx';
import { KindIcon } from './kind-icon.tsx';
import type { PickedFiles } from './picked.ts';
import type { Picked } from './picks.ts';
import { TooBig } from './send-picks.ts';
import { useFileText } from './text.ts';

/** The files that are picked, each with how far it has come; they can be stopped, tried again and taken out. */
export function UploadList({ picked }: { picked: PickedFiles }) {
  const words = useFileText();
  if (picked.files.length === 0) return null;
  return (
    <ul aria-label={words.files} className="grid max-h-48 grid-cols-1 gap-2 overflow-y-auto sm:grid-cols-2">
      {picked.files.map((file) => (
        <li key={file.key} className="flex min-w-0 items-center gap-3 rounded-box border border-line bg-page p-2">
          {file.preview === undefined ? (
            <span className="flex size-10 shrink-0 items-center justify-center">
              <KindIcon name={file.name} />
            </span>
          ) : (
            <img src={file.preview} alt="" className="size-10 shrink-0 rounded-box object-cover" />
          )}
          <div className="min-w-0 grow">
            <p title={file.name} className="truncate">
              {file.name}
            </p>
            <State file={file} />
          </div>
          {file.state === 'failed' && !(file.error instanceof TooBig) && (
            <IconButton label={words.retry(file.name)} onClick={() => picked.retry(file.key)}>
              <RotateCcw size={18} aria-hidden />
            </IconButton>
          )}
          {file.state === 'sending' && file.address !== undefined && (
            <IconButton label={words.pause(file.name)} onClick={() => picked.pause(file.key)}>
              <Pause size={18} aria-hidden />
            </IconButton>
          )}
          {file.state === 'paused' && (
            <IconButton label={words.goOn(file.name)} onClick={() => picked.retry(file.key)}>
              <Play size={18} aria-hidden />
            </IconButton>
          )}
          <IconButton
            label={file.state === 'sending' ? words.cancel(file.name) : words.remove(file.name)}
            onClick={() => picked.remove(file.key)}
          >
            <X size={18} aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

function Bar({ file }: { file: Picked }) {
  const words = useFileText();
  return (
    <progress
      aria-label={words.progress(file.name)}
      max={1}
      value={file.progress}
      className="block h-1 w-full appearance-none overflow-hidden rounded-round bg-hover accent-accent [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-accent"
    />
  );
}

function State({ file }: { file: Picked }) {
  const words = useFileText();
  const sizeOf = useSizes();
  const textOf = useRefusalText();
  switch (file.state) {
    case 'waiting':
      return <p className="text-small text-quiet">{words.waits}</p>;
    case 'sending':
      return (
        <>
          <Bar file={file} />
          <p className="text-small text-quiet">{words.soFar(sizeOf(file.progress * file.size), sizeOf(file.size))}</p>
        </>
      );
    case 'paused':
      return (
        <>
          <Bar file={file} />
          <p className="text-small text-quiet">
            {words.paused} · {words.soFar(sizeOf(file.progress * file.size), sizeOf(file.size))}
          </p>
        </>
      );
    case 'lost':
      return <p className="text-small text-danger">{words.pickAgain}</p>;
    case 'done':
      return (
        <p className="flex items-center gap-1 text-small text-quiet">
          <Check size={14} aria-label={words.uploaded} className="text-good" />
          {sizeOf(file.size)}
        </p>
      );
    case 'failed':
      return (
        <p role="alert" className="text-small text-danger">
          {file.error instanceof TooBig ? words.tooBig(sizeOf(file.error.most)) : textOf(file.error)}
        </p>
      );
  }
}
