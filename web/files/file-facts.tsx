import { useSizes } from '../kernel/text/times.ts';
import type { FileInfo } from './file.ts';
import { useFileText } from './text.ts';

/** What is known of a file, to be compared with what one has oneself. */
export function FileFacts({ file }: { file: FileInfo }) {
  const words = useFileText();
  const sizeOf = useSizes();
  const facts = [
    [words.size, file.size < 1024 ? sizeOf(file.size) : `${sizeOf(file.size)} (${file.size.toLocaleString('en')} B)`],
    [words.kind, file.type],
    ...(file.width > 0 ? [[words.dimensions, `${file.width} × ${file.height}`] as const] : []),
    ['SHA-256', file.sha256],
  ] as const;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-small">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-quiet">{name}</dt>
          <dd className="break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
