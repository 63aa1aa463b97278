import { useQuery } from '@tanstack/react-query';
import type { EntryView } from '../../contract/entry.ts';
import { getPins } from '../../contract/messages.ts';
import { call } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';

const pinsKey = (code: string) => ['room', code, 'pins'] as const;

/** The pinned messages of a room, the last pinned first. */
export function usePins(code: string) {
  return useQuery({
    queryKey: pinsKey(code),
    queryFn: async () => (await call(getPins, { room_code: code })).pins,
    staleTime: 10 * 60_000,
  });
}

/** Something was pinned, or what is pinned may read differently now. */
export function followPins(code: string, entries: readonly EntryView[]): void {
  if (entries.some(({ kind }) => kind === 'pin' || kind === 'unpin' || kind === 'edit' || kind === 'delete'))
    void queries.invalidateQueries({ queryKey: pinsKey(code) });
}
