import { Search } from 'lucide-react';
import { isMac, openOverlay } from '../kernel/palette.ts';
import { useWords } from '../kernel/text/words.ts';

/** On the rail: opens the palette and says by which keys it opens too. */
export function PaletteButton() {
  const words = useWords();
  return (
    <button
      type="button"
      aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
      onClick={() => openOverlay('palette')}
      className="mx-1 mt-auto mb-3 hidden min-h-14 flex-col items-center justify-center rounded-box text-small text-quiet hover:bg-hover sm:flex"
    >
      <Search size={22} aria-hidden />
      <span className="sr-only">{words.search}</span>
      <kbd className="font-sans">{isMac ? '⌘K' : 'Ctrl K'}</kbd>
    </button>
  );
}
