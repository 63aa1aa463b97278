import { EmojiPicker as Base } from 'frimousse';
import { useState } from 'react';
import { useLanguage } from '../kernel/text/language.ts';
import { classes } from '../kernel/ui/classes.ts';
import { emojiOf } from './emoji.ts';
import { useChatText } from './text.ts';

const COLUMNS = 8;

/** All emoji, by kind and by what they are called in the reader's language. */
export function EmojiPicker({ onPick }: { onPick(emoji: string): void }) {
  const words = useChatText();
  const language = useLanguage();
  const [failed, setFailed] = useState(false);
  return (
    <Base.Root
      locale={language}
      columns={COLUMNS}
      resolveEmojiData={async () => {
        try {
          return await emojiOf(language, words.emojiKinds);
        } catch (error) {
          setFailed(true);
          throw error;
        }
      }}
      onEmojiSelect={({ emoji }) => onPick(emoji)}
      className="flex h-full flex-col"
    >
      <div className="p-2">
        <Base.Search
          aria-label={words.findEmoji}
          placeholder={words.findEmoji}
          className="min-h-9 w-full rounded-box border border-control/60 bg-page px-3 placeholder:text-quiet pointer-coarse:min-h-11"
        />
      </div>
      <Base.Viewport className="min-h-0 grow">
        {failed && (
          <p role="alert" className="p-4 text-quiet">
            {words.emojiFailed}
          </p>
        )}
        <Base.Empty className="block p-4 text-quiet">{words.noEmoji}</Base.Empty>
        <Base.List
          className="pb-2"
          components={{
            CategoryHeader: ({ category, ...rest }) => (
              <div {...rest} className="bg-raised px-3 py-1 text-small text-quiet">
                {category.label}
              </div>
            ),
            // They count from 0 where ARIA counts from 1.
            Row: ({ children, 'aria-rowindex': row = 0, ...rest }) => (
              <div {...rest} aria-rowindex={row + 1} className="flex px-2">
                {children}
              </div>
            ),
            Emoji: ({ emoji, 'aria-colindex': column = 0, ...rest }) => (
              <button
                type="button"
                {...rest}
                role="gridcell"
                aria-colindex={column + 1}
                className={classes(
                  'flex aspect-square w-1/8 items-center justify-center rounded-box text-title',
                  emoji.isActive && 'bg-hover',
                )}
              >
                {emoji.emoji}
              </button>
            ),
          }}
        />
      </Base.Viewport>
    </Base.Root>
  );
}
