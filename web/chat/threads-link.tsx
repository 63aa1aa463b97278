import { MessageSquareReply } from 'lucide-react';
import { ListLink } from './list-link.tsx';
import { useMessageText } from './message-text.ts';
import { useUnreadThreads } from './threads.ts';

/** The way from the list of rooms to one's threads, and how many of them have something new. */
export function ThreadsLink() {
  const words = useMessageText();
  const unread = useUnreadThreads();
  return (
    <ListLink
      to="/threads"
      icon={MessageSquareReply}
      name={words.threads}
      count={unread}
      said={words.threadsUnread(unread)}
    />
  );
}
