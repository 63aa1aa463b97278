import { Markdown } from '../chat/markdown/markdown.tsx';
import { Attachments } from '../files/attachments.tsx';
import { useTimes } from '../kernel/text/times.ts';
import { RoleBadge } from '../kernel/ui/role-badge.tsx';
import { type Course, partOf } from './courses.ts';
import type { Post } from './post.ts';
import { Due } from './post-words.tsx';
import { usePostText } from './post-text.ts';

/** Who posted it and when. */
export function PostBy({ post, course }: { post: Post; course: Course | undefined }) {
  const text = usePostText();
  const times = useTimes();
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-small text-quiet">
      <span className="inline-flex min-w-0 items-center gap-1.5" title={`@${post.by}`}>
        <span className="truncate">{post.by_nickname}</span>
        <RoleBadge role={partOf(course, post.by)} />
      </span>
      <time dateTime={new Date(post.ts).toISOString()} title={times.exact(post.ts)}>
        {times.moment(post.ts)}
      </time>
      {post.rev > 0 && <span>{text.edited}</span>}
    </p>
  );
}

/** What a post says: when it is due, its text, its files. */
export function PostBody({ post }: { post: Post }) {
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {post.due !== null && <Due at={post.due} />}
      <div className="wrap-anywhere">
        <Markdown text={post.body} />
      </div>
      {post.files.length > 0 && (
        <div className="flex flex-col items-start gap-2">
          <Attachments files={post.files} />
        </div>
      )}
    </div>
  );
}
