import { useState } from 'react';
import { fileAddress } from '../kernel/api.ts';
import { FileCard } from './file-card.tsx';
import { type FileInfo, showingOf, useFiles } from './file.ts';
import { usePreview } from './preview.ts';
import { useFileText } from './text.ts';
import { Viewer } from './viewer.tsx';

const NO_IDS: readonly string[] = [];

/** The files of a message or post, by what is known of them or by their ids: pictures and films to be seen, the rest as cards. */
export function Attachments({ files, ids = NO_IDS }: { files?: readonly FileInfo[]; ids?: readonly string[] }) {
  return files === undefined ? <ById ids={ids} /> : <Known files={files} />;
}

function ById({ ids }: { ids: readonly string[] }) {
  const words = useFileText();
  const files = useFiles(ids);
  const known = files.filter((file) => file !== undefined && file !== null);
  return (
    <>
      <Known files={known} />
      {files.includes(undefined) && <div className="waits h-14 w-full max-w-sm rounded-box" />}
      {files.includes(null) && <p className="text-small text-quiet">{words.gone}</p>}
    </>
  );
}

function Known({ files }: { files: readonly FileInfo[] }) {
  const [opened, setOpened] = useState<string>();
  const images = files.filter((file) => showingOf(file) === 'image');
  const others = files.filter((file) => showingOf(file) !== 'image');
  return (
    <>
      {images.length > 0 && (
        <div className="flex flex-wrap gap-2">
          {images.map((file) => (
            <Picture
              key={file.file_id}
              file={file}
              alone={images.length === 1}
              onOpen={() => setOpened(file.file_id)}
            />
          ))}
        </div>
      )}
      {others.map((file) => (
        <Other key={file.file_id} file={file} onOpen={() => setOpened(file.file_id)} />
      ))}
      <Viewer files={files} opened={opened} onOpen={setOpened} onClose={() => setOpened(undefined)} />
    </>
  );
}

/** Px. A picture alone is seen, several are chosen from. */
const ALONE = { width: 400, height: 300 };
const AMONG = 128;

/** Its place is kept before it has come, so that nothing moves when it does. */
function Picture({ file, alone, onOpen }: { file: FileInfo; alone: boolean; onOpen(): void }) {
  const words = useFileText();
  const { src, onError } = usePreview(file, 'thumb');
  const { width, height } = alone ? within(file) : { width: AMONG, height: AMONG };
  return (
    <button type="button" onClick={onOpen} aria-label={words.open(file.file_name)} className="max-w-full rounded-box">
      <img
        src={src}
        onError={onError}
        alt=""
        width={width}
        height={height}
        loading="lazy"
        decoding="async"
        style={{ width, aspectRatio: `${width} / ${height}` }}
        className={`max-w-full rounded-box border border-line bg-hover ${alone && file.width > 0 ? 'object-cover' : alone ? 'object-contain' : 'object-cover'}`}
      />
    </button>
  );
}

function within({ width, height }: FileInfo): { width: number; height: number } {
  if (width === 0 || height === 0) return { width: 240, height: 180 };
  const scale = Math.min(1, ALONE.width / width, ALONE.height / height);
  // What is very thin is cut rather than lost.
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
}

function Other({ file, onOpen }: { file: FileInfo; onOpen(): void }) {
  switch (showingOf(file)) {
    case 'video':
      return (
        <div className="flex max-w-md flex-col gap-1">
          {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- what people upload has no captions */}
          <video
            src={fileAddress(file.file_id)}
            controls
            preload="metadata"
            aria-label={file.file_name}
            className="aspect-video w-full rounded-box bg-hover"
          />
          <FileCard file={file} />
        </div>
      );
    case 'sound':
      return (
        <div className="flex max-w-sm flex-col gap-1">
          {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- what people upload has no captions */}
          <audio
            src={fileAddress(file.file_id)}
            controls
            preload="metadata"
            aria-label={file.file_name}
            className="h-12 w-full"
          />
          <FileCard file={file} />
        </div>
      );
    case 'pdf':
    case 'text':
      return <FileCard file={file} onOpen={onOpen} />;
    case 'image':
    case 'none':
      return <FileCard file={file} />;
  }
}
