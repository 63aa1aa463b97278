import { AtSign, Bell, BellOff } from 'lucide-react';
import { IconButton } from '../kernel/ui/button.tsx';
import { Menu, MenuChoices } from '../kernel/ui/menu.tsx';
import { useAttention } from './attention.ts';
import { useAttentionText } from './attention-text.ts';
import type { Room } from './rooms.ts';

const LEVELS = ['all', 'mentions', 'muted'] as const;

/** At the head of a room: how much of it is heard, and the choice. */
export function AttentionButton({ room }: { room: Room }) {
  const words = useAttentionText();
  const set = useAttention(room);
  const Icon = { all: Bell, mentions: AtSign, muted: BellOff }[room.attention];
  return (
    <Menu
      trigger={
        <IconButton label={words.notify(words.levels[room.attention])}>
          <Icon size={20} aria-hidden />
        </IconButton>
      }
    >
      <MenuChoices
        value={room.attention}
        // Whatever is said between two is for both.
        choices={LEVELS.filter((level) => level !== 'mentions' || room.kind !== 'direct').map((value) => ({
          value,
          label: words.levels[value],
          hint: words.levelHints[value],
        }))}
        onChoose={set}
      />
    </Menu>
  );
}
