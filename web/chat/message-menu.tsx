import { Menu as Base } from '@base-ui/react/menu';
import { Copy, Flag, MailOpen } from 'lucide-react';
import { MenuItem } from '../kernel/ui/menu.tsx';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { complain, say } from '../kernel/ui/toasts.tsx';
import type { MessageEntry } from './log-rows.ts';
import { nicknameIfKnown } from './members.ts';
import { usePeopleText } from './people-text.ts';
import { askReport } from './report-dialog.tsx';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';

export type MenuOf = { entry: MessageEntry; beside: HTMLElement };

/** What can be done with a message. One menu serves all of a log, so that rows stay light. */
export function MessageMenu({
  of,
  onClose,
  onKeepUnread,
}: {
  of: MenuOf | undefined;
  onClose(): void;
  onKeepUnread(seq: number): Promise<void>;
}) {
  const words = useChatText();
  const people = usePeopleText();
  const textOf = useRefusalText();
  const { code, me } = useRoomContext();

  async function copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    say(words.copied);
  }

  async function keepUnread(seq: number): Promise<void> {
    try {
      await onKeepUnread(seq);
    } catch (error) {
      complain(textOf(error));
    }
  }

  return (
    <Base.Root open={of !== undefined} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={of?.beside ?? null} sideOffset={4} align="end" className="z-50">
          <Base.Popup
            finalFocus={() => of?.beside}
            className="min-w-44 rounded-box border border-line bg-raised py-1 shadow-over outline-none"
          >
            {of !== undefined && isSecureContext && of.entry.text !== '' && (
              <MenuItem onChoose={() => void copy(of.entry.text)}>
                <Copy size={18} aria-hidden />
                {words.copy}
              </MenuItem>
            )}
            {of !== undefined && (
              <MenuItem onChoose={() => void keepUnread(of.entry.seq)}>
                <MailOpen size={18} aria-hidden />
                {words.keepUnread}
              </MenuItem>
            )}
            {of !== undefined && of.entry.user !== me && (
              <MenuItem
                danger
                onChoose={() =>
                  askReport({
                    room: code,
                    message: of.entry.seq,
                    username: of.entry.user,
                    nickname: nicknameIfKnown(code, of.entry.user),
                  })
                }
              >
                <Flag size={18} aria-hidden />
                {people.report}
              </MenuItem>
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
