import { Ellipsis, MessageCircle } from 'lucide-react';
import { useSignedIn } from '../accounts/me.ts';
import { Button, IconButton } from '../kernel/ui/button.tsx';
import { Menu, MenuItem } from '../kernel/ui/menu.tsx';
import { useBlock, useMessage } from './directs.ts';
import { usePeopleText } from './people-text.ts';
import { askReport } from './report-dialog.tsx';

/** What can be done about somebody. `room`: where they were met; without it there is nothing to report them in. */
export function PersonActions({
  person,
  room,
  canMessage = true,
  onDone,
}: {
  person: { username: string; nickname: string };
  room?: string | undefined;
  canMessage?: boolean;
  onDone(): void;
}) {
  const words = usePeopleText();
  const me = useSignedIn().username;
  const { message, busy } = useMessage();
  const block = useBlock(person);
  if (person.username === me) return null;
  return (
    <div className="flex items-center gap-2">
      {canMessage && (
        <Button
          look="main"
          busy={busy}
          onClick={() => {
            message(person.username);
            onDone();
          }}
        >
          <MessageCircle size={18} aria-hidden />
          {words.message}
        </Button>
      )}
      <Menu
        trigger={
          <IconButton label={words.moreFor(person.nickname)}>
            <Ellipsis size={18} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem danger={!block.blocked} onChoose={block.turn}>
          {block.blocked ? words.unblock : words.block}
        </MenuItem>
        {room !== undefined && (
          <MenuItem
            danger
            onChoose={() => {
              onDone();
              askReport({ room, ...person });
            }}
          >
            {words.report}
          </MenuItem>
        )}
      </Menu>
    </div>
  );
}
