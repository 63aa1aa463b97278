import { MOST_FILES } from '../../contract/file-card.ts';
import type { PickedFiles } from './picked.ts';
import { useFileText } from './text.ts';
import { complain } from '../kernel/ui/toasts.tsx';

/** Adds files to what is picked and says when there were too many. */
export function useTakeFiles(picked: PickedFiles): (files: readonly File[]) => void {
  const words = useFileText();
  return (files) => {
    if (picked.add(files) > 0) complain(words.tooMany(MOST_FILES));
  };
}
