import { useRefusalText } from '../kernel/text/refusals.ts';
import { classes } from '../kernel/ui/classes.ts';
import { complain } from '../kernel/ui/toasts.tsx';
import type { MessageEntry } from './log-rows.ts';
import { nicknameIfKnown } from './members.ts';
import { toggleReaction } from './message-acts.ts';
import { useMessageText } from './message-text.ts';
import { useRoomContext } from './room-context.ts';

const NAMED = 3;

/** Who reacted with what; pressing one joins in or takes it back. */
export function Reactions({ entry }: { entry: MessageEntry }) {
  const words = useMessageText();
  const { code, me, powers } = useRoomContext();
  const react = useReact();
  if (entry.reactions === undefined) return null;
  return (
    <div className="flex flex-wrap gap-1 pt-0.5">
      {entry.reactions.map(({ emoji, users }) => {
        const mine = users.includes(me);
        const names = users.slice(0, NAMED).map((name) => nicknameIfKnown(code, name));
        const said = words.reacted(emoji, names.join(words.between), Math.max(0, users.length - NAMED));
        return (
          <button
            key={emoji}
            type="button"
            aria-pressed={mine}
            title={said}
            disabled={!powers.write}
            onClick={() => react(entry, emoji)}
            className={classes(
              'inline-flex min-h-7 items-center gap-1 rounded-round border px-2 text-small pointer-coarse:min-h-9',
              mine ? 'border-accent bg-accent-soft text-accent' : 'border-line text-quiet hover:bg-hover',
            )}
          >
            <span aria-hidden>{emoji}</span>
            {users.length}
            <span className="sr-only">{said}</span>
          </button>
        );
      })}
    </div>
  );
}

/** Puts one's own emoji to a message, or takes it back where it is. */
export function useReact(): (entry: MessageEntry, emoji: string) => void {
  const { code, me } = useRoomContext();
  const textOf = useRefusalText();
  return (entry, emoji) => {
    const own = entry.reactions?.find((reaction) => reaction.emoji === emoji)?.users.includes(me) ?? false;
    toggleReaction(code, entry.seq, emoji, !own).catch((error: unknown) => complain(textOf(error)));
  };
}
