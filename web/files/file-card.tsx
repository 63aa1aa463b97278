import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { fileAddress } from '../kernel/api.ts';
import { useSizes } from '../kernel/text/times.ts';
import { type FileInfo, showingOf } from './file.ts';
import { FileFace } from './file-face.tsx';
import { useFileText } from './text.ts';

/** A file by its name and size. `onOpen`: it can be looked at here; the rest is saved. `note`: a word more below the name. */
export function FileCard({
  file,
  onOpen,
  note,
}: {
  file: FileInfo;
  onOpen?: (() => void) | undefined;
  note?: ReactNode;
}) {
  const words = useFileText();
  const sizeOf = useSizes();
  const face = (
    <>
      <FileFace file={file} className={showingOf(file) === 'pdf' ? 'h-18 w-14' : 'size-14'} />
      <span className="min-w-0 grow">
        <Name name={file.file_name} />
        <span className="block text-small text-quiet">
          {sizeOf(file.size)}
          {note !== undefined && <> · {note}</>}
        </span>
      </span>
    </>
  );
  const look = 'flex min-h-14 min-w-0 grow items-center gap-3 px-3 py-2 text-left';
  return (
    <div className="flex w-full max-w-sm items-stretch rounded-box border border-line bg-page">
      {onOpen === undefined ? (
        <a
          href={fileAddress(file.file_id, { save: true })}
          download={file.file_name}
          className={`${look} rounded-box hover:bg-hover`}
        >
          {face}
          <Download size={18} aria-hidden className="shrink-0 text-quiet" />
        </a>
      ) : (
        <>
          <button type="button" onClick={onOpen} className={`${look} rounded-l-box hover:bg-hover`}>
            {face}
          </button>
          <a
            href={fileAddress(file.file_id, { save: true })}
            download={file.file_name}
            aria-label={words.saveNamed(file.file_name)}
            title={words.save}
            className="flex w-11 shrink-0 items-center justify-center rounded-r-box text-quiet hover:bg-hover hover:text-ink"
          >
            <Download size={18} aria-hidden />
          </a>
        </>
      )}
    </div>
  );
}

/** A long name is cut in its middle: the ending says what it is. Read out it is whole. */
function Name({ name }: { name: string }) {
  const cut = Math.max(1, name.length - 8);
  return (
    <>
      <span className="sr-only">{name}</span>
      <span aria-hidden title={name} className="flex min-w-0">
        <span className="truncate">{name.slice(0, cut)}</span>
        <span className="shrink-0 whitespace-pre">{name.slice(cut)}</span>
      </span>
    </>
  );
}
