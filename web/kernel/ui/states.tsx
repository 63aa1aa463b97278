import { type ReactNode, useEffect, useState } from 'react';
import { useRefusalText } from '../text/refusals.ts';
import { useWords } from '../text/words.ts';
import { Button } from './button.tsx';

const SHAPE_AFTER = 300;
const WORDS_AFTER = 2_000;

/** While something is asked for: nothing at first, its shape after 300 ms, what it waits for after 2 s. */
export function Waiting({ lines = 5 }: { lines?: number }) {
  const words = useWords();
  const since = usePassed([SHAPE_AFTER, WORDS_AFTER]);
  if (since === 0) return null;
  return (
    <div role="status" aria-label={words.loading} className="flex flex-col gap-3 p-4">
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className={`waits h-4 rounded-box ${['w-11/12', 'w-8/12', 'w-10/12'][line % 3] ?? ''}`} />
      ))}
      {since > 1 && <p className="text-small text-quiet">{words.stillLoading}</p>}
    </div>
  );
}

/** How many of these times (ms) have passed since this was first shown. */
function usePassed(times: readonly number[]): number {
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    const timers = times.map((time, index) => setTimeout(() => setPassed(index + 1), time));
    return () => timers.forEach(clearTimeout);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the times of one place never change
  }, []);
  return passed;
}

/** Says what was refused or did not arrive, and lets it be tried again. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const words = useWords();
  const textOf = useRefusalText();
  return (
    <div role="alert" className="flex flex-col items-start gap-3 p-4">
      <p>{textOf(error)}</p>
      {onRetry !== undefined && <Button onClick={onRetry}>{words.retry}</Button>}
    </div>
  );
}

/** An empty place that says what could be here and how it comes to be. */
export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-sm flex-col items-center gap-3 px-6 py-16 text-center">
      <p className="text-title font-bold text-balance">{title}</p>
      {hint !== undefined && <p className="text-balance text-quiet">{hint}</p>}
      {children !== undefined && <div className="mt-2 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
