import { type ReactNode, useState } from 'react';
import { useWords } from '../text/words.ts';
import { Button } from './button.tsx';

/** The end of a list that goes on: the rest comes when it is nearly seen, or by the button. */
export function MoreOnSight({ onMore, busy = false }: { onMore(): void; busy?: boolean }) {
  const words = useWords();
  // Watched anew after each time it was shown, so that a page that does not fill the screen is followed by the next.
  const watch = (element: HTMLElement | null) => {
    if (element === null) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && !busy && onMore(), {
      rootMargin: '600px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  };
  return (
    <div ref={watch} className="flex justify-center py-4">
      <Button look="quiet" busy={busy} onClick={onMore}>
        {words.showMore}
      </Button>
    </div>
  );
}

/** A list that may be very long: what is far below is made when one comes near. `atLeast`: so many are there from the start. */
export function Growing<Item>({
  items,
  step = 50,
  atLeast = 0,
  className,
  children,
}: {
  items: readonly Item[];
  step?: number;
  atLeast?: number;
  className?: string;
  children(item: Item): ReactNode;
}) {
  const [asked, setAsked] = useState(step);
  const shown = Math.max(asked, atLeast);
  return (
    <>
      <ul className={className}>{items.slice(0, shown).map(children)}</ul>
      {items.length > shown && <MoreOnSight onMore={() => setAsked(shown + step)} />}
    </>
  );
}
