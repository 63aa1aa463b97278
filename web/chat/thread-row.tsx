import { Link } from 'wouter';
import type { EntryView } from '../../contract/entry.ts';
import { glance } from '../kernel/text/glance.ts';
import { useTimes } from '../kernel/text/times.ts';
import { classes } from '../kernel/ui/classes.ts';
import { useNicknameIfKnown } from './members.ts';
import { useMessageText } from './message-text.ts';
import { PostIcon, sectionOf } from './post-icon.tsx';
import { addressOf, titleOf, useRoom } from './rooms.ts';
import { useChatText } from './text.ts';
import type { FollowedThread } from './threads.ts';

/** One thread in the list of those that one follows: where it is, what it is about, what is new in it. */
export function ThreadRow({ thread: { room_code: code, root, unread } }: { thread: FollowedThread }) {
  const words = useMessageText();
  const times = useTimes();
  const room = useRoom(code);
  const replies = 'replies' in root ? root.replies : undefined;
  const at = replies?.last_ts ?? root.ts;
  return (
    <li>
      <Link
        href={`${addressOf(room ?? { kind: 'group', room_code: code })}?thread=${root.seq}`}
        className="flex flex-col gap-0.5 rounded-box px-3 py-3 hover:bg-hover"
      >
        <span className="flex items-baseline gap-3 text-small text-quiet">
          <span className="min-w-0 grow truncate">{room === undefined ? code : titleOf(room)}</span>
          <time dateTime={new Date(at).toISOString()} title={times.exact(at)} className="shrink-0">
            {times.short(at)}
          </time>
        </span>
        <span className={classes('line-clamp-2 wrap-anywhere', unread > 0 && 'font-bold')}>
          <About code={code} root={root} />
        </span>
        <span className="flex min-h-6 items-center gap-2 text-small text-quiet">
          <span className="min-w-0 grow truncate">
            {replies === undefined ? words.noReplies : words.replies(replies.count)}
          </span>
          {unread > 0 && (
            <span className="shrink-0 rounded-round bg-accent px-2 font-bold text-accent-ink">
              {words.newReplies(unread)}
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}

function About({ code, root }: { code: string; root: EntryView }) {
  const words = useMessageText();
  const chat = useChatText();
  const name = useNicknameIfKnown(code, root.user);
  if (root.kind === 'post') {
    return (
      <>
        <PostIcon section={root.post.section} className="mr-1.5 inline align-[-2px]" />
        {chat.sections[sectionOf(root.post.section)]} · {root.post.deleted ? chat.postDeleted : root.post.title}
      </>
    );
  }
  if (root.kind !== 'message') return null;
  if (root.deleted === true) return <span className="font-normal italic">{words.wasDeleted}</span>;
  return `${name}: ${glance(root.text) || chat.fileOnly}`;
}
