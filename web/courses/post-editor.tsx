import { useRef, useState } from 'react';
import { Check } from 'typebox/value';
import { MOST_FILES } from '../../contract/file-card.ts';
import { changedMeanwhile } from '../../contract/post.ts';
import { useForm } from '../accounts/form.ts';
import { useSignedIn } from '../accounts/me.ts';
import { DropPlace } from '../files/drop-place.tsx';
import { useFileText } from '../files/text.ts';
import { Refusal } from '../kernel/api.ts';
import { isComposing } from '../kernel/composing.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { Field } from '../kernel/ui/field.tsx';
import { complain, say } from '../kernel/ui/toasts.tsx';
import type { Post, Section } from './post.ts';
import { PostConflict } from './post-conflict.tsx';
import { fromField, placeOf, useDraftedFiles, usePostDraft } from './post-draft.ts';
import { PostFiles, PostText } from './post-fields.tsx';
import { addPost, changePost, keepPost } from './posts.ts';
import { usePostText } from './post-text.ts';

/** Writes a post, or changes one. What is written stays on this device until it is posted or discarded. */
export function PostEditor({
  code,
  section,
  post,
  onClose,
}: {
  code: string;
  section: Section;
  post?: Post;
  onClose(): void;
}) {
  const text = usePostText();
  const words = useFileText();
  const { username } = useSignedIn();
  const place = placeOf(code, section, post);
  const { draft, isKept, change, forget } = usePostDraft(place, post);
  const picked = useDraftedFiles(place, draft.files, (files) => change({ files }));
  const [theirs, setTheirs] = useState<Post>();
  const pick = (files: readonly File[]) => {
    if (picked.add(files) > 0) complain(words.tooMany(MOST_FILES));
  };
  const body = useRef<HTMLDivElement>(null);

  const done = (said?: string) => {
    onClose();
    forget();
    picked.clear();
    if (said !== undefined) say(said);
  };
  const send = async (rev: number) => {
    const written = { title: draft.title.trim(), body: draft.body, due: fromField(draft.due), fileIds: picked.fileIds };
    if (post === undefined) await addPost(code, section, username, written);
    else await changePost(post, rev, written);
    done(post === undefined ? text.posted : text.changed);
  };
  const form = useForm<'title' | 'body' | 'files'>({
    gaps: () => ({
      title: draft.title.trim() === '' ? text.titleMissing : undefined,
      body: draft.body.trim() === '' ? text.bodyMissing : undefined,
      files: picked.stuck ? text.filesFailed : undefined,
    }),
    about: { title_too_long: 'title', title_taken: 'title', body_too_long: 'body', file_not_found: 'files' },
    async send() {
      try {
        await send(draft.rev);
      } catch (refusal) {
        if (!(refusal instanceof Refusal) || !Check(changedMeanwhile, refusal.answer)) throw refusal;
        setTheirs(refusal.answer.info);
      }
    },
  });

  return (
    <Dialog title={post === undefined ? text.write[section] : text.edit[section]} open onClose={onClose} wide full>
      {theirs !== undefined ? (
        <PostConflict
          theirs={theirs}
          draft={draft}
          onKeep={async () => send(theirs.rev)}
          onChangedAgain={setTheirs}
          onTake={() => {
            keepPost(theirs);
            done();
          }}
          onGoOn={() => {
            change({ rev: theirs.rev });
            setTheirs(undefined);
          }}
        />
      ) : (
        <form {...form.props} className="grow">
          <DropPlace onFiles={pick} className="flex flex-col gap-4">
            <Field
              label={text.title}
              value={draft.title}
              onChange={(event) => change({ title: event.currentTarget.value })}
              // A post does not go out by accident: Enter leads on to the text.
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                if (!isComposing(event.nativeEvent)) body.current?.querySelector('textarea')?.focus();
              }}
              error={form.errorOf('title')}
              maxLength={300}
            />
            {section === 'assignment' && (
              <Field
                type="datetime-local"
                label={text.due}
                hint={text.dueHint(new Intl.DateTimeFormat().resolvedOptions().timeZone)}
                value={draft.due}
                onChange={(event) => change({ due: event.currentTarget.value })}
              />
            )}
            <div ref={body}>
              <PostText value={draft.body} onChange={(next) => change({ body: next })} error={form.errorOf('body')} />
            </div>
            <PostFiles picked={picked} onFiles={pick} error={form.errorOf('files')} />
            <p role="alert" className="text-danger empty:hidden">
              {form.problem}
            </p>
            <div className="flex flex-wrap items-center justify-end gap-2">
              {isKept && (
                <p className="mr-auto text-small text-quiet">
                  {text.draftKept}
                  {' · '}
                  <button type="button" className="min-h-6 underline hover:text-ink" onClick={() => done()}>
                    {text.discardDraft}
                  </button>
                </p>
              )}
              <Button type="submit" look="main" busy={form.busy} disabled={picked.busy}>
                {picked.busy ? text.waitForFiles : post === undefined ? text.post : text.saveChange}
              </Button>
            </div>
          </DropPlace>
        </form>
      )}
    </Dialog>
  );
}
