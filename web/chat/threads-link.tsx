import { MessageSquareReply } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { classes } from '../kernel/ui/classes.ts';
import { useMessageText } from './message-text.ts';
import { useUnreadThreads } from './threads.ts';

/** The way from the list of rooms to one's threads, and how many of them have something new. */
export function ThreadsLink() {
  const words = useMessageText();
  const unread = useUnreadThreads();
  const here = useLocation()[0] === '/threads';
  return (
    <Link
      href="/threads"
      aria-current={here ? 'page' : undefined}
      className={classes(
        'flex min-h-11 items-center gap-3 rounded-box px-3',
        here ? 'bg-chosen' : 'hover:bg-hover',
        unread > 0 && 'font-bold',
      )}
    >
      <MessageSquareReply size={18} aria-hidden className="shrink-0 text-quiet" />
      <span className="min-w-0 grow truncate">{words.threads}</span>
      {unread > 0 && (
        <span className="shrink-0 rounded-round bg-accent px-2 text-small text-accent-ink">
          <span aria-hidden>{unread > 99 ? '99+' : unread}</span>
          <span className="sr-only">{words.threadsUnread(unread)}</span>
        </span>
      )}
    </Link>
  );
}
