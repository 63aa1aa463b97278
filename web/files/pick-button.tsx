import { Paperclip } from 'lucide-react';
import { useRef } from 'react';
import { IconButton } from '../kernel/ui/button.tsx';
import { useFileText } from './text.ts';

/** Opens the device's own picker of files. */
export function PickButton({
  onFiles,
  disabled = false,
}: {
  onFiles(files: readonly File[]): void;
  disabled?: boolean;
}) {
  const words = useFileText();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={words.attach} disabled={disabled} onClick={() => input.current?.click()}>
        <Paperclip size={20} aria-hidden />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={words.attach}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // The same file can be picked once more.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
