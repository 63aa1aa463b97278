import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { findPlaces } from '../../contract/search.ts';
import { call } from '../kernel/api.ts';

/** Characters that the server takes. */
const LONGEST = 64;
const MOST = 20;

/** Rooms, courses and people by name or pinyin, as the server finds them; asks nothing while nothing is written. */
export function usePlaces(written: string) {
  const query = written.trim().slice(0, LONGEST);
  return useQuery({
    queryKey: ['passing', 'places', query],
    queryFn: async () => (await call(findPlaces, { query, limit: MOST })).places,
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
}
