import type { Replies } from '../../contract/entry.ts';
import { useTimes } from '../kernel/text/times.ts';
import { Avatar } from '../kernel/ui/avatar.tsx';
import { usePerson } from './members.ts';
import { useMessageText } from './message-text.ts';
import { useRoomContext } from './room-context.ts';

const FACES = 3;

/** How much stands below a message, and the way there. */
export function RepliesChip({ root, replies }: { root: number; replies: Replies }) {
  const words = useMessageText();
  const times = useTimes();
  const { openThread } = useRoomContext();
  return (
    <button
      type="button"
      onClick={() => openThread(root)}
      className="-ml-1 inline-flex min-h-8 items-center gap-2 self-start rounded-box px-1 text-small hover:bg-hover pointer-coarse:min-h-11"
    >
      <span className="flex -space-x-1">
        {replies.users.slice(0, FACES).map((name) => (
          <Face key={name} username={name} />
        ))}
      </span>
      <span className="font-bold text-accent">{words.replies(replies.count)}</span>
      <time title={times.exact(replies.last_ts)} className="text-quiet">
        {words.lastReply(times.short(replies.last_ts))}
      </time>
    </button>
  );
}

function Face({ username }: { username: string }) {
  const { members } = useRoomContext();
  const { nickname, picture } = usePerson(members, username);
  return <Avatar name={nickname} picture={picture} size="small" />;
}
