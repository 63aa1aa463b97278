import { MessageSquareReply } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../kernel/ui/button.tsx';
import { classes } from '../kernel/ui/classes.ts';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { type Course, useMayIn } from './courses.ts';
import { useGoing } from '../kernel/later.ts';
import { Growing } from '../kernel/ui/more-on-sight.tsx';
import { addressOf, type Post, type Section } from './post.ts';
import { PostActions } from './post-actions.tsx';
import { PostBody, PostBy } from './post-body.tsx';
import { PostEditor } from './post-editor.tsx';
import { PostThread } from './post-thread.tsx';
import { usePosts } from './posts.ts';
import { usePostText } from './post-text.ts';

/** The posts of one section, newest first. `opened`: the id of the one that the address asks for. */
export function PostsTab({
  course,
  section,
  opened,
}: {
  course: Course;
  section: Section;
  opened: number | undefined;
}) {
  const text = usePostText();
  const may = useMayIn(course);
  const going = useGoing();
  const posts = usePosts(course.course_code, section);
  const [writing, setWriting] = useState(false);
  if (posts.data === undefined) {
    return posts.isError ? <Failed error={posts.error} onRetry={() => void posts.refetch()} /> : <Waiting lines={8} />;
  }
  const shown = posts.data.filter(({ id }) => !going.has(`post:${id}`));
  const openedAt = shown.findIndex(({ id }) => id === opened);
  const write = may.post && (
    <Button look="main" onClick={() => setWriting(true)}>
      {text.write[section]}
    </Button>
  );
  return (
    <>
      {shown.length === 0 ? (
        <Empty title={text.noPosts[section]} {...(may.post && { hint: text.noPostsHint })}>
          {write}
        </Empty>
      ) : (
        <>
          {may.post && <div className="flex justify-end pb-2">{write}</div>}
          {opened !== undefined && openedAt === -1 && (
            <p role="status" className="pb-4 text-quiet">
              {text.postGone}
            </p>
          )}
          <Growing
            items={shown}
            step={STEP}
            // With what follows it, or it could not come to the top.
            atLeast={openedAt === -1 ? 0 : openedAt + STEP}
            className="divide-y divide-line"
          >
            {(post) => <PostCard key={post.id} post={post} course={course} opened={post.id === opened} />}
          </Growing>
        </>
      )}
      {writing && <PostEditor code={course.course_code} section={section} onClose={() => setWriting(false)} />}
    </>
  );
}

/** So many are shown to begin with, and added at a time. */
const STEP = 20;
/** Characters and lines; a longer text is shown whole when asked for. */
const LONG = { characters: 900, lines: 16 };

function PostCard({ post, course, opened }: { post: Post; course: Course; opened: boolean }) {
  const text = usePostText();
  const may = useMayIn(course);
  const [whole, setWhole] = useState(opened);
  const long = post.body.length > LONG.characters || post.body.split('\n').length > LONG.lines;
  const cut = long && !whole && !opened;
  return (
    <li
      ref={opened ? showFrom : undefined}
      className={classes(
        'scroll-mt-4 py-6 first:pt-3',
        opened && '-mx-3 rounded-box border-transparent bg-accent-soft px-3 first:pt-6',
      )}
    >
      <article aria-label={post.title} className="flex flex-col gap-2">
        <div className="flex items-start gap-2">
          <div className="min-w-0 grow">
            <h2 className="text-title font-bold wrap-anywhere">{post.title}</h2>
            <PostBy post={post} course={course} />
          </div>
          {may.post && <PostActions post={post} />}
        </div>
        <div className={classes(cut && 'max-h-60 overflow-hidden mask-b-from-70%')} inert={cut}>
          <PostBody post={post} />
        </div>
        {cut && (
          <Button look="quiet" className="-ml-4 self-start text-accent" onClick={() => setWhole(true)}>
            {text.showAll}
          </Button>
        )}
        {opened ? (
          <PostThread post={post} course={course} />
        ) : (
          course.part !== '' && (
            <Link
              href={addressOf(post)}
              className="inline-flex min-h-9 items-center gap-1.5 self-start rounded-box text-small font-bold text-accent hover:underline pointer-coarse:min-h-11"
            >
              <MessageSquareReply size={16} aria-hidden />
              {post.replies === 0 ? text.ask : text.replies(post.replies)}
            </Link>
          )
        )}
      </article>
    </li>
  );
}

/** Once, when it first stands there: what comes later must not move what is being read. */
const showFrom = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'start' });
