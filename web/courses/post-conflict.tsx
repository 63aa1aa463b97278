import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Check } from 'typebox/value';
import { changedMeanwhile } from '../../contract/post.ts';
import { Markdown } from '../chat/markdown/markdown.tsx';
import { Refusal } from '../kernel/api.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import type { Post } from './post.ts';
import { fromField, type PostDraft } from './post-draft.ts';
import { Due } from './post-words.tsx';
import { usePostText } from './post-text.ts';

/** Somebody else changed the post meanwhile: both are shown, and one is chosen. */
export function PostConflict({
  theirs,
  draft,
  onKeep,
  onChangedAgain,
  onTake,
  onGoOn,
}: {
  theirs: Post;
  draft: PostDraft;
  onKeep(): Promise<void>;
  onChangedAgain(theirs: Post): void;
  onTake(): void;
  onGoOn(): void;
}) {
  const text = usePostText();
  const textOf = useRefusalText();
  const keeping = useMutation({
    mutationFn: onKeep,
    onError: (error) => {
      if (error instanceof Refusal && Check(changedMeanwhile, error.answer)) onChangedAgain(error.answer.info);
    },
  });
  return (
    <div className="flex flex-col gap-4">
      <p role="alert">
        <strong>{text.meanwhile}</strong>
        <br />
        {text.meanwhileHint}
      </p>
      <div className="grid gap-6 sm:grid-cols-2">
        <Version head={text.theirs} title={theirs.title} body={theirs.body} due={theirs.due} files={theirs.files}>
          <Button onClick={onTake}>{text.takeTheirs}</Button>
        </Version>
        <Version head={text.yours} title={draft.title} body={draft.body} due={fromField(draft.due)} files={draft.files}>
          <Button look="main" busy={keeping.isPending} onClick={() => keeping.mutate()}>
            {text.keepYours}
          </Button>
          <Button look="quiet" onClick={onGoOn}>
            {text.goOn}
          </Button>
        </Version>
      </div>
      <p role="alert" className="text-danger empty:hidden">
        {keeping.isError ? textOf(keeping.error) : ''}
      </p>
    </div>
  );
}

function Version({
  head,
  title,
  body,
  due,
  files,
  children,
}: {
  head: string;
  title: string;
  body: string;
  due: number | null;
  files: readonly { file_id: string; file_name: string }[];
  children: ReactNode;
}) {
  return (
    <section aria-label={head} className="flex min-w-0 flex-col gap-2">
      <h3 className="text-small font-bold text-quiet">{head}</h3>
      <p className="font-bold wrap-anywhere">{title}</p>
      {due !== null && <Due at={due} />}
      <div className="max-h-72 overflow-y-auto border-l-2 border-line pl-3 wrap-anywhere">
        <Markdown text={body} />
        {files.map(({ file_id, file_name }) => (
          <p key={file_id} className="text-small text-quiet">
            {file_name}
          </p>
        ))}
      </div>
      <div className="mt-auto flex flex-wrap gap-2 pt-2">{children}</div>
    </section>
  );
}
