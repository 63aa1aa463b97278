import { Dialog as Base } from '@base-ui/react/dialog';
import { ChevronLeft, ChevronRight, Download, ExternalLink, Info, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { fileAddress } from '../kernel/api.ts';
import { useSizes } from '../kernel/text/times.ts';
import { useWords } from '../kernel/text/words.ts';
import { IconButton } from '../kernel/ui/button.tsx';
import { type FileInfo, showingOf } from './file.ts';
import { FileFacts } from './file-facts.tsx';
import { screenAddress } from './preview.ts';
import { useFileText } from './text.ts';

/**
 * Shows one of `files` over the whole window; `opened` is its id. Arrows go to the next picture, Esc closes. `onOpen`: another
 * one is to be shown.
 */
export function Viewer({
  files,
  opened,
  onOpen,
  onClose,
}: {
  files: readonly FileInfo[];
  opened: string | undefined;
  onOpen(id: string): void;
  onClose(): void;
}) {
  const file = files.find(({ file_id }) => file_id === opened);
  return (
    <Base.Root open={file !== undefined} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Popup className="fixed inset-0 z-50 flex flex-col bg-page pt-[env(safe-area-inset-top)] pb-[env(safe-area-inset-bottom)] transition-opacity duration-150 outline-none data-ending-style:opacity-0 data-starting-style:opacity-0">
          {file !== undefined && <Opened files={files} file={file} onOpen={onOpen} />}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function Opened({ files, file, onOpen }: { files: readonly FileInfo[]; file: FileInfo; onOpen(id: string): void }) {
  const words = useFileText();
  const common = useWords();
  const sizeOf = useSizes();
  const [telling, setTelling] = useState(false);
  const images = files.filter((one) => showingOf(one) === 'image');
  const at = images.indexOf(file);
  const [previous, next] = at < 0 ? [] : [images[at - 1], images[at + 1]];

  function turn({ key }: KeyboardEvent): void {
    const to = key === 'ArrowLeft' ? previous : key === 'ArrowRight' ? next : undefined;
    if (to !== undefined) onOpen(to.file_id);
  }

  // The next one is there when it is asked for.
  useEffect(() => {
    if (next !== undefined) new Image().src = screenAddress(next);
  }, [next]);

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows are a short cut for the two buttons inside
    <div className="flex min-h-0 grow flex-col" onKeyDown={turn}>
      <header className="flex min-h-14 items-center gap-1 border-b border-line px-2 sm:px-4">
        <div className="min-w-0 grow px-2">
          <Base.Title className="truncate font-bold">{file.file_name}</Base.Title>
          <p role="status" className="text-small text-quiet">
            {sizeOf(file.size)}
            {images.length > 1 && at >= 0 && <> · {words.place(at + 1, images.length)}</>}
          </p>
        </div>
        <IconButton label={words.details} aria-expanded={telling} onClick={() => setTelling(!telling)}>
          <Info size={20} aria-hidden />
        </IconButton>
        <LinkButton href={fileAddress(file.file_id)} label={at >= 0 ? words.original : words.newTab} newTab>
          <ExternalLink size={20} aria-hidden />
        </LinkButton>
        <LinkButton href={fileAddress(file.file_id, { save: true })} label={words.save}>
          <Download size={20} aria-hidden />
        </LinkButton>
        <Base.Close render={<IconButton label={common.close} />}>
          <X size={22} aria-hidden />
        </Base.Close>
      </header>
      {telling && (
        <div className="border-b border-line px-4 py-3 sm:px-6">
          <FileFacts file={file} />
        </div>
      )}
      <div className="relative flex min-h-0 grow items-center justify-center">
        {showingOf(file) === 'image' ? (
          <Shown key={file.file_id} file={file} />
        ) : (
          <iframe src={fileAddress(file.file_id)} title={file.file_name} className="size-full bg-white" />
        )}
        {previous !== undefined && (
          <Turn label={words.previous} side="left-2" onPress={() => onOpen(previous.file_id)}>
            <ChevronLeft size={26} aria-hidden />
          </Turn>
        )}
        {next !== undefined && (
          <Turn label={words.next} side="right-2" onPress={() => onOpen(next.file_id)}>
            <ChevronRight size={26} aria-hidden />
          </Turn>
        )}
      </div>
    </div>
  );
}

/** Where the one for a screen cannot be had, the image itself. */
function Shown({ file }: { file: FileInfo }) {
  const [address, setAddress] = useState(screenAddress(file));
  return (
    <img
      src={address}
      onError={() => setAddress(fileAddress(file.file_id))}
      alt={file.file_name}
      className="max-h-full max-w-full object-contain"
    />
  );
}

function Turn({
  label,
  side,
  onPress,
  children,
}: {
  label: string;
  side: string;
  onPress(): void;
  children: ReactNode;
}) {
  return (
    <IconButton
      label={label}
      onClick={onPress}
      className={`absolute top-1/2 ${side} size-11 -translate-y-1/2 border border-line bg-raised text-ink`}
    >
      {children}
    </IconButton>
  );
}

function LinkButton({
  href,
  label,
  newTab = false,
  children,
}: {
  href: string;
  label: string;
  newTab?: boolean;
  children: ReactNode;
}) {
  return (
    <a
      href={href}
      aria-label={label}
      title={label}
      {...(newTab ? { target: '_blank', rel: 'noopener noreferrer' } : { download: '' })}
      className="inline-flex size-9 shrink-0 items-center justify-center rounded-box text-quiet hover:bg-hover hover:text-ink pointer-coarse:size-11"
    >
      {children}
    </a>
  );
}
