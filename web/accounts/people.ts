import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Static } from 'typebox';
import * as calls from '../../contract/profile.ts';
import { call } from '../kernel/api.ts';

export type Person = Static<typeof calls.findPeople.answer>['people'][number];

/** Whom I may find by what of a name is written; asks nothing while nothing is. */
export function usePeople(written: string, { limit = 8 }: { limit?: number } = {}) {
  const query = written.trim();
  return useQuery({
    queryKey: ['passing', 'people', query, limit],
    queryFn: async () => (await call(calls.findPeople, { query, limit })).people,
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
}
