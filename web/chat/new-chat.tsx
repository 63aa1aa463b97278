import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useSignedIn } from '../accounts/me.ts';
import { IconButton } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { Menu, MenuItem } from '../kernel/ui/menu.tsx';
import { useMessage } from './directs.ts';
import { NewGroup } from './new-group.tsx';
import { PeopleFinder } from './people-finder.tsx';
import { usePeopleText } from './people-text.ts';
import { useChatText } from './text.ts';

/** Begins a conversation, with one or with several. */
export function NewChat() {
  const words = usePeopleText();
  const { newGroup } = useChatText();
  const [making, setMaking] = useState<'direct' | 'group'>();
  return (
    <>
      <Menu
        trigger={
          <IconButton label={words.newChat}>
            <Plus size={20} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem onChoose={() => setMaking('direct')}>{words.newDirect}</MenuItem>
        <MenuItem onChoose={() => setMaking('group')}>{newGroup}</MenuItem>
      </Menu>
      <NewDirect open={making === 'direct'} onClose={() => setMaking(undefined)} />
      <NewGroup open={making === 'group'} onClose={() => setMaking(undefined)} />
    </>
  );
}

/** Asks with whom, and opens the conversation. */
export function NewDirect({ open, onClose }: { open: boolean; onClose(): void }) {
  const words = usePeopleText();
  const me = useSignedIn().username;
  const { message } = useMessage();
  return (
    <Dialog title={words.toWhom} open={open} onClose={onClose}>
      <PeopleFinder
        label={words.findPerson}
        without={me}
        onPick={({ username }) => {
          onClose();
          message(username);
        }}
      />
    </Dialog>
  );
}
