import { Menu as Base } from '@base-ui/react/menu';
import { lazy, Suspense, useState } from 'react';
import {
  Copy,
  Flag,
  History,
  Link2,
  MailOpen,
  MessageSquareReply,
  Pencil,
  Pin,
  PinOff,
  SmilePlus,
  Trash2,
} from 'lucide-react';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { MenuItem } from '../kernel/ui/menu.tsx';
import { Waiting } from '../kernel/ui/states.tsx';
import { complain, say } from '../kernel/ui/toasts.tsx';
import type { MessageEntry } from './log-rows.ts';
import { nicknameIfKnown } from './members.ts';
import { usePeopleText } from './people-text.ts';
import { askReport } from './report-dialog.tsx';
import { deleteLater, setPinned } from './message-acts.ts';
import { linkTo } from './message-link.ts';
import { useMessageText } from './message-text.ts';
import { mayDelete, mayEdit } from './powers.ts';
import { useReact } from './reactions.tsx';
import { useRoomContext } from './room-context.ts';
import { useChatText } from './text.ts';

export type MenuOf = { entry: MessageEntry; beside: HTMLElement };
type Keeping = (seq: number) => Promise<void>;

/** What most people answer with. */
const QUICK = ['👍', '❤️', '😂', '🎉', '👀', '✅'];

/** What can be done with a message. One menu serves all of a log, so that rows stay light. */
export function MessageMenu({
  of,
  onClose,
  onKeepUnread,
}: {
  of: MenuOf | undefined;
  onClose(): void;
  onKeepUnread?: Keeping;
}) {
  const [reacting, setReacting] = useState<MessageEntry>();
  return (
    <>
      <Base.Root open={of !== undefined} onOpenChange={(open) => !open && onClose()}>
        <Base.Portal>
          <Base.Positioner anchor={of?.beside ?? null} sideOffset={4} align="end" className="z-50">
            <Base.Popup
              finalFocus={() => (of?.beside.isConnected === true ? of.beside : true)}
              className="min-w-52 rounded-box border border-line bg-raised py-1 shadow-over outline-none"
            >
              {of !== undefined && <Items entry={of.entry} onKeepUnread={onKeepUnread} onReact={setReacting} />}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      <MoreEmoji entry={reacting} onClose={() => setReacting(undefined)} />
    </>
  );
}

function Items({
  entry,
  onKeepUnread,
  onReact,
}: {
  entry: MessageEntry;
  onKeepUnread: Keeping | undefined;
  onReact(entry: MessageEntry): void;
}) {
  const words = useMessageText();
  const chat = useChatText();
  const people = usePeopleText();
  const textOf = useRefusalText();
  const room = useRoomContext();
  const { code, kind, powers, me } = room;
  const refused = (error: unknown) => complain(textOf(error));
  const pinned = entry.pinned === true;

  async function copy(text: string, said: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    say(said);
  }

  return (
    <>
      {powers.write && <QuickReactions entry={entry} />}
      {powers.write && (
        <MenuItem onChoose={() => onReact(entry)}>
          <SmilePlus size={18} aria-hidden />
          {words.moreEmoji}
        </MenuItem>
      )}
      {!room.inThread && (powers.write || entry.replies !== undefined) && (
        <MenuItem onChoose={() => room.openThread(entry.seq)}>
          <MessageSquareReply size={18} aria-hidden />
          {words.reply}
        </MenuItem>
      )}
      {mayEdit(entry, me, powers) && (
        // The menu gives the focus back when it closes; the editor takes it after that.
        <MenuItem onChoose={() => setTimeout(() => room.edit(entry.seq))}>
          <Pencil size={18} aria-hidden />
          {words.edit}
        </MenuItem>
      )}
      {isSecureContext && entry.text !== '' && (
        <MenuItem onChoose={() => void copy(entry.text, chat.copied)}>
          <Copy size={18} aria-hidden />
          {chat.copy}
        </MenuItem>
      )}
      {isSecureContext && (
        <MenuItem onChoose={() => void copy(linkTo({ kind, room_code: code }, entry), words.linkCopied)}>
          <Link2 size={18} aria-hidden />
          {words.copyLink}
        </MenuItem>
      )}
      {powers.pin && entry.deleted !== true && (
        <MenuItem onChoose={() => void setPinned(code, entry.seq, !pinned).catch(refused)}>
          {pinned ? <PinOff size={18} aria-hidden /> : <Pin size={18} aria-hidden />}
          {pinned ? words.unpin : words.pin}
        </MenuItem>
      )}
      {onKeepUnread !== undefined && (
        <MenuItem onChoose={() => void onKeepUnread(entry.seq).catch(refused)}>
          <MailOpen size={18} aria-hidden />
          {chat.keepUnread}
        </MenuItem>
      )}
      {powers.history && entry.edited !== undefined && (
        <MenuItem onChoose={() => room.openHistory(entry)}>
          <History size={18} aria-hidden />
          {words.history}
        </MenuItem>
      )}
      {entry.user !== me && entry.deleted !== true && (
        <MenuItem
          danger
          onChoose={() =>
            askReport({
              room: code,
              message: entry.seq,
              username: entry.user,
              nickname: nicknameIfKnown(code, entry.user),
            })
          }
        >
          <Flag size={18} aria-hidden />
          {people.report}
        </MenuItem>
      )}
      {mayDelete(entry, me, powers) && (
        <MenuItem danger onChoose={() => deleteLater(code, entry.seq, words.removed, refused)}>
          <Trash2 size={18} aria-hidden />
          {words.remove}
        </MenuItem>
      )}
    </>
  );
}

function QuickReactions({ entry }: { entry: MessageEntry }) {
  const words = useMessageText();
  const react = useReact();
  return (
    <Base.Group className="flex px-2 pb-1">
      {QUICK.map((emoji) => (
        <Base.Item
          key={emoji}
          aria-label={words.reactWith(emoji)}
          onClick={() => react(entry, emoji)}
          className="flex size-9 cursor-pointer items-center justify-center rounded-box text-title outline-none data-highlighted:bg-hover pointer-coarse:size-11"
        >
          {emoji}
        </Base.Item>
      ))}
    </Base.Group>
  );
}

const EmojiPicker = lazy(async () => ({ default: (await import('./emoji-picker.tsx')).EmojiPicker }));

/** All emoji there are, for a reaction. */
function MoreEmoji({ entry, onClose }: { entry: MessageEntry | undefined; onClose(): void }) {
  const words = useMessageText();
  const react = useReact();
  return (
    <Dialog title={words.react} open={entry !== undefined} onClose={onClose} fill>
      <div className="h-80 px-4 pb-4">
        <Suspense fallback={<Waiting />}>
          <EmojiPicker
            onPick={(emoji) => {
              onClose();
              if (entry !== undefined) react(entry, emoji);
            }}
          />
        </Suspense>
      </div>
    </Dialog>
  );
}
