import { ExternalLink } from 'lucide-react';
import { Link } from 'wouter';
import { useWords } from '../kernel/text/words.ts';
import { SidePanel } from '../kernel/ui/side-panel.tsx';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { useCourses, useMayIn } from './courses.ts';
import { useGoing } from '../kernel/later.ts';
import { addressOf, type Post } from './post.ts';
import { PostActions } from './post-actions.tsx';
import { PostBody, PostBy } from './post-body.tsx';
import { PostThread } from './post-thread.tsx';
import { usePost } from './posts.ts';
import { usePostText } from './post-text.ts';

/** A post opened from its card in the discussion: beside the room where there is space for it, else over it. */
export function PostPanel({ id, onClose }: { id: number; onClose(): void }) {
  const text = usePostText();
  const words = useWords();
  const post = usePost(id);
  const gone = useGoing().has(`post:${id}`);
  return (
    <SidePanel title={post.data ? text.kinds[post.data.section] : words.loading} open onClose={onClose}>
      <Content post={gone ? null : post.data} error={post.error} onRetry={() => void post.refetch()} />
    </SidePanel>
  );
}

function Content({ post, error, onRetry }: { post: Post | null | undefined; error: unknown; onRetry(): void }) {
  const text = usePostText();
  const courses = useCourses();
  const course = courses.data?.find((one) => one.course_code === post?.course_code);
  const may = useMayIn(course);
  if (post === undefined) return error === null ? <Waiting /> : <Failed error={error} onRetry={onRetry} />;
  if (post === null) return <Empty title={text.postGone} />;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-start gap-1">
        <h3 className="min-w-0 grow py-1 text-title font-bold wrap-anywhere">{post.title}</h3>
        <Link
          href={addressOf(post)}
          aria-label={text.openInCourse}
          title={text.openInCourse}
          className="inline-flex size-9 shrink-0 items-center justify-center rounded-box text-quiet hover:bg-hover hover:text-ink pointer-coarse:size-11"
        >
          <ExternalLink size={18} aria-hidden />
        </Link>
        {may.post && <PostActions post={post} />}
      </div>
      <PostBy post={post} course={course} />
      <PostBody post={post} />
      <PostThread post={post} course={course} />
    </div>
  );
}
