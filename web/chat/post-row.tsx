import { BookText, ClipboardList, Megaphone } from 'lucide-react';
import { memo } from 'react';
import { useTimes } from '../kernel/text/times.ts';
import type { PostEntry } from './log-rows.ts';
import { usePerson } from './members.ts';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';

const icons = { announcement: Megaphone, assignment: ClipboardList, content: BookText };

/** A post of the course, as it is told in the course's room. */
export const PostRow = memo(function PostRow({ entry }: { entry: PostEntry }) {
  const words = useChatText();
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
      <button
        type="button"
        onClick={() => room.openPost(post)}
        className="block w-full rounded-box border border-line bg-page px-4 py-3 text-left hover:bg-hover"
      >
        {name}
        <span className="block font-bold break-words">{post.title}</span>
        {post.due !== null && (
          <time dateTime={new Date(post.due).toISOString()} title={times.exact(post.due)} className="block text-small">
            {words.due(times.moment(post.due))}
          </time>
        )}
      </button>
    </article>
  );
});

function isSection(name: string): name is keyof typeof icons {
  return name in icons;
}
