import { ArrowDown } from 'lucide-react';
import { Button } from '../kernel/ui/button.tsx';
import { useChatText } from './text.ts';

/** The way to the end, above it, for somebody who has gone up. `unseen`: how many messages of others came meanwhile. */
export function LatestPill({ unseen, onPress }: { unseen: number; onPress(): void }) {
  const words = useChatText();
  return (
    <div className="relative h-0">
      <Button
        look="main"
        onClick={onPress}
        className="absolute bottom-3 left-1/2 w-max -translate-x-1/2 rounded-round shadow-over"
      >
        <ArrowDown size={18} aria-hidden />
        {unseen > 0 ? words.latestNew(unseen) : words.latest}
      </Button>
    </div>
  );
}
