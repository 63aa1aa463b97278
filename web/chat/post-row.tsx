import { memo } from 'react';
import { useTimes } from '../kernel/text/times.ts';
import { classes } from '../kernel/ui/classes.ts';
import { Latest } from './latest-replies.tsx';
import type { PostEntry } from './log-rows.ts';
import { usePerson } from './members.ts';
import { PostChange } from './post-change.tsx';
import { PostIcon, sectionOf } from './post-icon.tsx';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';
import { useThread } from './threads.ts';

type Props = {
  entry: PostEntry;
  /** The newest card of the same post: what the post is by now. */
  now: PostEntry;
};

/** A post of the course in its room: one card, where it was set. What became of it later is a line each. */
export const PostRow = memo(function PostRow({ entry, now }: Props) {
  const { ahead } = useRoomContext();
  return ahead && entry.thread === entry.seq ? <FarBack {...{ entry, now }} /> : <Row {...{ entry, now }} />;
});

/** Its newest card may be far from what is loaded here; its thread knows it. */
function FarBack({ entry, now }: Props) {
  const { code } = useRoomContext();
  const root = useThread(code, entry.seq).data?.root;
  return <Row entry={entry} now={root?.kind === 'post' && root.post.rev >= now.post.rev ? root : now} />;
}

function Row({ entry, now }: Props) {
  const room = useRoomContext();
  const { post } = now;
  if (entry.thread !== entry.seq) {
    // Of a post that is gone it is said once that it is.
    return post.deleted && entry.seq !== now.seq ? null : <PostChange entry={entry} />;
  }
  return (
    <article className={classes('max-w-lg rounded-box border border-line bg-page', !room.inThread && 'mt-4 ml-12')}>
      {post.deleted ? <Gone entry={entry} /> : <Present entry={entry} post={post} />}
      {!room.inThread && (!post.deleted || entry.replies !== undefined) && (
        <Latest entry={entry} open={!post.deleted} />
      )}
    </article>
  );
}

function Gone({ entry }: { entry: PostEntry }) {
  const words = useChatText();
  return (
    <div className="px-4 py-3 text-quiet">
      <Kind entry={entry} changed={false} />
      <p>{words.postDeleted}</p>
    </div>
  );
}

function Present({ entry, post }: { entry: PostEntry; post: PostEntry['post'] }) {
  const words = useChatText();
  const times = useTimes();
  const room = useRoomContext();
  return (
    <button
      type="button"
      onClick={() => room.openPost(post)}
      className="block w-full rounded-t-box px-4 pt-3 pb-2 text-left hover:bg-hover"
    >
      <Kind entry={entry} changed={post.rev > 0} />
      <span className="block font-bold wrap-anywhere">{post.title}</span>
      {post.due !== null && (
        <time dateTime={new Date(post.due).toISOString()} title={times.exact(post.due)} className="block text-small">
          {words.due(times.moment(post.due))}
        </time>
      )}
    </button>
  );
}

/** What kind of post it is, by whom and when. */
function Kind({ entry, changed }: { entry: PostEntry; changed: boolean }) {
  const words = useChatText();
  const times = useTimes();
  const { members } = useRoomContext();
  const { section } = entry.post;
  return (
    <span className="flex items-center gap-2 text-small text-quiet">
      <PostIcon section={section} />
      <span>
        {words.sections[sectionOf(section)]}
        {changed && ` · ${words.postChanged}`} · {usePerson(members, entry.user).nickname} ·{' '}
        <time dateTime={new Date(entry.ts).toISOString()} title={times.exact(entry.ts)}>
          {times.clock(entry.ts)}
        </time>
      </span>
    </span>
  );
}
