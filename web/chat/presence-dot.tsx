import type { ReactNode } from 'react';
import { classes } from '../kernel/ui/classes.ts';
import { useAttentionText } from './attention-text.ts';
import { usePresence } from './presence.ts';

/** Around the picture of somebody: a dot while they are there, a ring while they are away, and the word for who listens. */
export function WithPresence({ username, children }: { username: string; children: ReactNode }) {
  const words = useAttentionText();
  const presence = usePresence(username);
  return (
    <span className="relative shrink-0">
      {children}
      {presence !== 'offline' && (
        <span
          title={words.presence[presence]}
          className={classes(
            'absolute -right-0.5 -bottom-0.5 size-3 rounded-round border-2 border-page',
            presence === 'online' ? 'bg-good' : 'bg-page inset-ring-2 inset-ring-quiet',
          )}
        >
          <span className="sr-only">{words.presence[presence]}</span>
        </span>
      )}
    </span>
  );
}
