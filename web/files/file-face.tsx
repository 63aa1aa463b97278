import type { FileInfo } from './file.ts';
import { KindIcon } from './kind-icon.tsx';
import { hasPreview, usePreview } from './preview.ts';

/** What a file looks like: its first page or picture, else what kind of file it is. `className`: the place a picture has. */
export function FileFace({ file, className }: { file: FileInfo; className: string }) {
  return hasPreview(file) ? <Small file={file} className={className} /> : <KindIcon name={file.file_name} />;
}

/** Its place stays the same, whether there is a picture or not. */
function Small({ file, className }: { file: FileInfo; className: string }) {
  const { src, onError } = usePreview(file, 'thumb', { orNothing: true });
  const place = `flex shrink-0 items-center justify-center overflow-hidden rounded-box border border-line ${className}`;
  return (
    <span className={place}>
      {src === undefined ? (
        <KindIcon name={file.file_name} />
      ) : (
        <img
          src={src}
          onError={onError}
          alt=""
          loading="lazy"
          decoding="async"
          className="size-full bg-hover object-cover object-top"
        />
      )}
    </span>
  );
}
