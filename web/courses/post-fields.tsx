import { useState } from 'react';
import { Markdown } from '../chat/markdown/markdown.tsx';
import type { PickedFiles } from '../files/picked.ts';
import { PickButton } from '../files/pick-button.tsx';
import { UploadList } from '../files/upload-list.tsx';
import { TextArea } from '../kernel/ui/field.tsx';
import { Segments } from '../kernel/ui/segments.tsx';
import { usePostText } from './post-text.ts';

/** The text of a post, being written or as it will look. */
export function PostText({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange(value: string): void;
  error: string | undefined;
}) {
  const text = usePostText();
  const [mode, setMode] = useState<'write' | 'preview'>('write');
  // What is wrong stands beside the field.
  const writing = mode === 'write' || error !== undefined;
  return (
    <div className="relative pointer-coarse:mt-2">
      <div className="absolute -top-2 right-0 pointer-coarse:-top-4">
        <Segments<'write' | 'preview'>
          label={text.body}
          value={writing ? 'write' : 'preview'}
          choices={[
            { value: 'write', label: text.writing },
            { value: 'preview', label: text.preview },
          ]}
          onChoose={setMode}
        />
      </div>
      {writing ? (
        <TextArea
          label={text.body}
          className="gap-3"
          hint={text.bodyHint}
          rows={10}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          error={error}
          maxLength={100_000}
        />
      ) : (
        <>
          <p className="pb-3 font-bold">{text.body}</p>
          <div className="min-h-66 wrap-anywhere">
            {value.trim() === '' ? <p className="text-quiet">{text.nothingToPreview}</p> : <Markdown text={value} />}
          </div>
        </>
      )}
    </div>
  );
}

/** The files of a post, those that are there and those on their way. */
export function PostFiles({
  picked,
  onFiles,
  error,
}: {
  picked: PickedFiles;
  onFiles(files: readonly File[]): void;
  error: string | undefined;
}) {
  const text = usePostText();
  return (
    <div className="flex flex-col gap-2">
      <div className="-ml-2 flex items-center gap-1 text-quiet">
        <PickButton onFiles={onFiles} />
        <span>{text.addFilesHint}</span>
      </div>
      <UploadList picked={picked} />
      <p role="alert" className="text-small text-danger empty:hidden">
        {error}
      </p>
    </div>
  );
}
