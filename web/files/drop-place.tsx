import { type ClipboardEvent, type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useFileText } from './text.ts';

/** Takes files that are dragged or pasted anywhere in it. Pasted text goes where it was meant to. */
export function DropPlace({
  onFiles,
  disabled = false,
  className = '',
  children,
}: {
  onFiles(files: readonly File[]): void;
  disabled?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const words = useFileText();
  const [over, setOver] = useState(false);
  // Each element inside tells of coming and going; only the sum says whether the pointer is still in here.
  const depth = useRef(0);

  function change(event: DragEvent, by: number): void {
    if (disabled || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    depth.current += by;
    setOver(depth.current > 0);
  }

  function drop(event: DragEvent): void {
    if (disabled || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  }

  function paste(event: ClipboardEvent): void {
    const files = [...event.clipboardData.files];
    // Office programs put a picture of the text beside the text: then the text is meant.
    if (disabled || files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    onFiles(files.map((file) => (file.name === 'image.png' ? named(file, words.pasted) : file)));
  }

  return (
    <div
      className={`relative ${className}`}
      onDragEnter={(event) => change(event, 1)}
      onDragOver={(event) => change(event, 0)}
      onDragLeave={(event) => change(event, -1)}
      onDrop={drop}
      onPaste={paste}
    >
      {children}
      {over && (
        <p className="pointer-events-none absolute inset-2 z-30 flex items-center justify-center rounded-box border-2 border-dashed border-accent bg-accent-soft text-title font-bold text-accent">
          {words.dropHere}
        </p>
      )}
    </div>
  );
}

/** Every pasted picture is called image.png by the browser. */
function named(file: File, name: string): File {
  const at = new Date();
  const stamp = [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join('');
  return new File([file], `${name} ${stamp}.png`, { type: file.type });
}
