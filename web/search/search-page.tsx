import { isComposing } from '../kernel/composing.ts';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Button } from '../kernel/ui/button.tsx';
import { MoreOnSight } from '../kernel/ui/more-on-sight.tsx';
import { Page } from '../kernel/ui/page.tsx';
import { SearchField } from '../kernel/ui/search-field.tsx';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { HitRow } from './hit-row.tsx';
import { addressOfSearch, canSearch, hasFilters, type Sought, soughtIn, useHits, withoutFilters } from './search.ts';
import { SearchFilters } from './search-filters.tsx';
import { useSearchText } from './text.ts';

/** Ms without a letter after which it is searched. */
const PAUSE = 250;

/** One box over everything that the reader may read. What is looked for stands in the address, so that going back finds it again. */
export function SearchPage() {
  const words = useSearchText();
  const [, go] = useLocation();
  const sought = soughtIn(useSearch());
  const [written, setWritten] = useState(sought.q);
  const change = (next: Sought) => go(addressOfSearch(next), { replace: true });

  // Only the clock tells that somebody has stopped writing.
  useEffect(() => {
    if (written === sought.q) return;
    const timer = setTimeout(() => change({ ...sought, q: written }), PAUSE);
    return () => clearTimeout(timer);
  });

  return (
    <Page title={words.search} back="/chats">
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the arrows lead on from whatever has the focus inside */}
      <div onKeyDown={turn}>
        <SearchField label={words.field} value={written} onChange={setWritten} maxLength={200} ref={focused} />
        <SearchFilters sought={sought} onChange={change} />
        {canSearch(sought) ? (
          <Results sought={sought} onClear={() => change(withoutFilters(sought))} />
        ) : (
          <Empty title={words.teach} hint={words.teachHint} />
        )}
      </div>
    </Page>
  );
}

function Results({ sought, onClear }: { sought: Sought; onClear(): void }) {
  const words = useSearchText();
  const hits = useHits(sought);
  if (hits.data === undefined) {
    return hits.isError ? <Failed error={hits.error} onRetry={() => void hits.refetch()} /> : <Waiting lines={8} />;
  }
  const all = hits.data.pages.flatMap((page) => page.hits);
  return (
    <section aria-label={words.results}>
      <p role="status" className="text-small text-quiet">
        {all.length === 0 && !hits.hasNextPage ? '' : words.found(all.length, hits.hasNextPage)}
      </p>
      {all.length === 0 && !hits.hasNextPage && (
        <Empty title={words.none} hint={words.noneHint}>
          {hasFilters(sought) && <Button onClick={onClear}>{words.clear}</Button>}
        </Empty>
      )}
      <ul className="-mx-3">
        {all.map((hit) => (
          <HitRow key={`${hit.kind} ${hit.room_code} ${hit.id}`} hit={hit} />
        ))}
      </ul>
      {hits.hasNextPage && <MoreOnSight busy={hits.isFetchingNextPage} onMore={() => void hits.fetchNextPage()} />}
    </section>
  );
}

/** The arrows go from the field to what was found, and through it. */
function turn(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || isComposing(event.nativeEvent) || !(event.target instanceof HTMLElement)) return;
  if (!event.target.matches('input[type=search], [data-hit]')) return;
  const places = [...event.currentTarget.querySelectorAll<HTMLElement>('input[type=search], [data-hit]')];
  const next = places[places.indexOf(event.target) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

const focused = (field: HTMLInputElement | null) => field?.focus();
