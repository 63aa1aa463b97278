import { CalendarClock } from 'lucide-react';
import { useTimes } from '../kernel/text/times.ts';
import type { PostEntry } from './log-rows.ts';
import { useMessageText } from './message-text.ts';
import { PostIcon } from './post-icon.tsx';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';

/** What became of a post that has its card already, in a line that leads to it. Another due date stands out: somebody plans by it. */
export function PostChange({ entry }: { entry: PostEntry }) {
  const chat = useChatText();
  const times = useTimes();
  const room = useRoomContext();
  const { post } = entry;
  const look =
    'inline-flex min-h-7 max-w-full items-start gap-2 rounded-box py-0.5 text-left text-small pointer-coarse:min-h-11 pointer-coarse:py-2.5';
  if (post.deleted) {
    return (
      <article className="ml-12 max-w-lg pt-3">
        <p className={`${look} text-quiet`}>
          <Icon entry={entry} />
          {chat.postDeleted}
        </p>
      </article>
    );
  }
  const moved = post.due_before !== undefined;
  return (
    <article className="ml-12 max-w-lg pt-3">
      <button
        type="button"
        onClick={() => room.openPost(post)}
        title={times.exact(entry.ts)}
        className={`${look} ${moved ? 'text-ink' : 'text-quiet'} hover:text-ink hover:underline`}
      >
        <Icon entry={entry} />
        <span className="wrap-anywhere">
          <strong>{post.title}</strong> · <Changes post={post} />
        </span>
      </button>
    </article>
  );
}

function Icon({ entry: { post } }: { entry: PostEntry }) {
  const place = 'mt-[3px] shrink-0';
  if (post.due_before === undefined) return <PostIcon section={post.section} className={place} />;
  return <CalendarClock size={16} aria-hidden className={`${place} text-accent`} />;
}

function Changes({ post }: { post: PostEntry['post'] }) {
  const words = useMessageText();
  const times = useTimes();
  const others = post.changed.filter((part) => part !== 'due' || post.due_before === undefined);
  const due = post.due_before === undefined ? [] : [dueChange(post.due_before, post.due)];
  const said = [...due, ...others.map((part) => words.changes[part])];
  return said.length === 0 ? words.updated : said.join(words.between);

  function dueChange(before: number | null, now: number | null): string {
    if (before === null) return now === null ? words.changes.due : words.dueSet(times.moment(now));
    return now === null
      ? words.dueRemoved(times.moment(before))
      : words.dueMoved(times.moment(before), times.moment(now));
  }
}
