import { BookText, ClipboardList, Megaphone } from 'lucide-react';
import { memo } from 'react';
import { useTimes } from '../kernel/text/times.ts';
import { FoldedReplies } from './folded-replies.tsx';
import type { PostEntry } from './log-rows.ts';
import { usePerson } from './members.ts';
import { useMessageText } from './message-text.ts';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';

const icons = { announcement: Megaphone, assignment: ClipboardList, content: BookText };

/** A post of the course, as it is told in the course's room. */
export const PostRow = memo(function PostRow({ entry }: { entry: PostEntry }) {
  const words = useChatText();
  const message = useMessageText();
  const times = useTimes();
  const room = useRoomContext();
  const by = usePerson(room.members, entry.user).nickname;
  const { post } = entry;
  const section = isSection(post.section) ? post.section : 'content';
  const Icon = icons[section];
  const name = (
    <p className="flex items-center gap-2 text-small text-quiet">
      <Icon size={16} aria-hidden />
      <span>
        {words.sections[section]}
        {post.rev > 0 && !post.deleted && ` · ${words.postChanged}`} · {by} ·{' '}
        <time dateTime={new Date(entry.ts).toISOString()} title={times.exact(entry.ts)}>
          {times.clock(entry.ts)}
        </time>
      </span>
    </p>
  );
  // Later cards of a post are one line each: it has its card already.
  if (entry.thread !== entry.seq && !post.deleted) {
    const due = (at: number | null) => (at === null ? message.noDue : times.moment(at));
    const said =
      post.due_before === undefined
        ? post.changed.map((part) => message.changes[part]).join(message.between) || message.updated
        : message.nowDue(due(post.due_before), due(post.due));
    return (
      <article className="ml-12 pt-3">
        <button
          type="button"
          onClick={() => room.openPost(post)}
          title={times.exact(entry.ts)}
          className="inline-flex min-h-7 max-w-full items-center gap-2 rounded-box text-left text-small text-quiet hover:text-ink pointer-coarse:min-h-11"
        >
          <Icon size={16} aria-hidden className="shrink-0" />
          <span className="wrap-anywhere">
            <strong>{post.title}</strong> · {said}
          </span>
        </button>
      </article>
    );
  }
  if (post.deleted) {
    return (
      <article className="mt-4 ml-12 max-w-lg rounded-box border border-line px-4 py-3 text-quiet">
        {name}
        <p>{words.postDeleted}</p>
      </article>
    );
  }
  return (
    <article className="mt-4 ml-12 max-w-lg">
      <div className="rounded-box border border-line bg-page">
        <button
          type="button"
          onClick={() => room.openPost(post)}
          className="block w-full rounded-t-box px-4 pt-3 pb-2 text-left hover:bg-hover"
        >
          {name}
          <span className="block font-bold break-words">{post.title}</span>
          {post.due !== null && (
            <time
              dateTime={new Date(post.due).toISOString()}
              title={times.exact(post.due)}
              className="block text-small"
            >
              {words.due(times.moment(post.due))}
            </time>
          )}
        </button>
        {!room.inThread && <FoldedReplies root={entry.seq} replies={entry.replies} />}
      </div>
    </article>
  );
});

function isSection(name: string): name is keyof typeof icons {
  return name in icons;
}
