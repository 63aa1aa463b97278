import { X } from 'lucide-react';
import { useLanguage } from '../kernel/text/language.ts';
import { useWords } from '../kernel/text/words.ts';
import { IconButton } from '../kernel/ui/button.tsx';
import { useNotice } from './me.ts';
import { useAccountsText } from './text.ts';

/** What the owner of the account must know, above every page until it is put away. */
export function Notice() {
  const text = useAccountsText();
  const words = useWords();
  const language = useLanguage();
  const { notice, putAway } = useNotice();
  if (notice === null) return null;
  // The server tells it in English; when is what it has to say.
  const day = /reset on (\d{4}-\d\d-\d\d \d\d:\d\d)/.exec(notice)?.[1];
  return (
    <div role="alert" className="flex items-center gap-2 bg-mark py-1 pr-2 pl-4">
      <p className="grow">{day === undefined || language === 'en' ? notice : text.resetNotice(day)}</p>
      <IconButton label={words.close} className="text-ink" onClick={putAway}>
        <X size={18} aria-hidden />
      </IconButton>
    </div>
  );
}
