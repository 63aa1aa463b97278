import { MessagesSquare } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { classes } from '../kernel/ui/classes.ts';
import { useMessageText } from './message-text.ts';
import { useUnreadThreads } from './threads.ts';

/** To the threads that one follows, above the rooms. */
export function ThreadsLink() {
  const words = useMessageText();
  const [location] = useLocation();
  const unread = useUnreadThreads();
  const here = location === '/threads';
  return (
    <Link
      href="/threads"
      aria-current={here ? 'page' : undefined}
      className={classes(
        'flex min-h-11 items-center gap-3 rounded-box px-3',
        here ? 'bg-chosen' : 'hover:bg-hover',
        unread === 0 && 'text-quiet',
      )}
    >
      <MessagesSquare size={18} aria-hidden className="shrink-0 text-quiet" />
      <span className="grow">{words.threads}</span>
      {unread > 0 && (
        <span className="rounded-round bg-accent px-2 text-small font-bold text-accent-ink">
          <span aria-hidden>{unread}</span>
          <span className="sr-only">{words.newReplies(unread)}</span>
        </span>
      )}
    </Link>
  );
}
