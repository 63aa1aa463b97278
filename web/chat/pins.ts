import { useQuery } from '@tanstack/react-query';
import type { Static } from 'typebox';
import type { EntryView } from '../../contract/entry.ts';
import { getPins } from '../../contract/messages.ts';
import { call } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';

type Pin = Static<typeof getPins.answer>['pins'][number];

const pinsKey = (code: string) => ['room', code, 'pins'] as const;

/** The pinned messages of a room, the last pinned first. */
export function usePins(code: string) {
  return useQuery({
    queryKey: pinsKey(code),
    queryFn: async () => (await call(getPins, { room_code: code })).pins,
    staleTime: 10 * 60_000,
  });
}

/** Something was pinned, or what is pinned reads differently now. */
export function followPins(code: string, entries: readonly EntryView[]): void {
  const pinned = new Set(queries.getQueryData<Pin[]>(pinsKey(code))?.map(({ entry }) => entry.seq));
  const changes = entries.some(
    (entry) =>
      entry.kind === 'pin' ||
      entry.kind === 'unpin' ||
      ((entry.kind === 'edit' || entry.kind === 'delete') && pinned.has(entry.target)),
  );
  if (changes) void queries.invalidateQueries({ queryKey: pinsKey(code) });
}
