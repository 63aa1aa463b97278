import { useChatText } from './text.ts';

/** Where the unread began when the room was entered. */
export function NewLine() {
  const words = useChatText();
  return (
    <div
      role="separator"
      aria-label={words.newLine}
      className="flex items-center gap-3 pt-3 pb-1 text-small font-bold text-danger"
    >
      <span className="h-px grow bg-danger/50" />
      {words.newLine}
      <span className="h-px grow bg-danger/50" />
    </div>
  );
}
