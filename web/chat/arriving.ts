import { useEffect, useState } from 'react';
import { complain } from '../kernel/ui/toasts.tsx';
import { beginLogAnew, isKnownLine, jumpTo, loadOlder, type Log } from './log.ts';
import { useMessageText } from './message-text.ts';

/** How far back a place is gone to; farther, one begins at the end. */
const FARTHEST = 2_000;
/** So many entries back what is looked for is reached page by page, which keeps the log whole up to its end. */
const NEAR = 400;

type To = {
  /** What a link leads to. */
  sought: number | undefined;
  /** Where somebody was before, or what they have not read. */
  place: number | undefined;
};

/** Brings a log to where one is to be at first. Answers whether all is done that will be. */
export function useArrived(code: string, log: Log | undefined, { sought, place }: To): boolean {
  const words = useMessageText();
  const [tried, setTried] = useState<string>();
  const name = `${code} ${sought ?? ''}`;
  const arrived = log !== undefined && (tried === name || stepTo(log, { sought, place }) === undefined);
  // Each page that has come asks for the next step.
  useEffect(() => {
    const step = log === undefined || arrived ? undefined : stepTo(log, { sought, place });
    const giveUp = (): void => setTried(name);
    if (step === 'older') loadOlder(code).catch(giveUp);
    if (step === 'newest') beginLogAnew(code).catch(giveUp);
    if (step !== 'jump' || sought === undefined) return;
    const missed = (): void => {
      giveUp();
      complain(words.notThere);
    };
    jumpTo(code, sought).then((isThere) => (isThere ? undefined : missed()), missed);
  }, [code, name, arrived, sought, place, log, words]);
  return arrived;
}

function stepTo(log: Log, { sought, place }: To): 'older' | 'newest' | 'jump' | undefined {
  const first = log.entries[0]?.seq ?? 0;
  if (sought !== undefined) {
    if (isKnownLine(log, sought)) return undefined;
    return sought < first && first - sought <= NEAR && log.ahead !== true ? 'older' : 'jump';
  }
  const last = log.entries.at(-1)?.seq ?? 0;
  if (log.ahead === true && (place === undefined || place < first || place > last)) return 'newest';
  if (place === undefined || log.whole || log.entries.length >= FARTHEST || log.entries.length === 0) return undefined;
  return first > place ? 'older' : undefined;
}
