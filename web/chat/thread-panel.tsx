import { useLocation, useSearch } from 'wouter';
import { SidePanel } from '../kernel/ui/side-panel.tsx';
import { numberIn } from './message-link.ts';
import { useMessageText } from './message-text.ts';
import { addressOf, useRoom } from './rooms.ts';
import { ThreadView } from './thread-view.tsx';

/** The thread that the address names with `?thread=`: beside the room where there is space for it, else a screen of its own. */
export function ThreadPanel({ code, assistants }: { code: string; assistants?: readonly string[] }) {
  const words = useMessageText();
  const search = useSearch();
  const [, go] = useLocation();
  const room = useRoom(code);
  const root = numberIn(search, 'thread');
  if (root === undefined || room === undefined) return null;
  return (
    <SidePanel fill title={words.thread} open onClose={() => go(addressOf(room))}>
      <ThreadView key={root} room={room} root={root} {...(assistants !== undefined && { assistants })} />
    </SidePanel>
  );
}
