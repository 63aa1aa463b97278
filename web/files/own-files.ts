import { useInfiniteQuery } from '@tanstack/react-query';
import type { Static } from 'typebox';
import { deleteFile, getOwnFiles } from '../../contract/own-files.ts';
import { callLasting } from '../kernel/later.ts';
import { call } from '../kernel/api.ts';
import { queries } from '../kernel/queries.ts';

export type OwnFile = Static<typeof getOwnFiles.answer>['files'][number];

const LIST = ['own-files'];

/** What I have uploaded, newest first. */
export function useOwnFiles() {
  return useInfiniteQuery({
    queryKey: LIST,
    initialPageParam: '',
    queryFn: ({ pageParam: before }) => call(getOwnFiles, before === '' ? {} : { before }),
    getNextPageParam: ({ next }) => (next === '' ? null : next),
    select: ({ pages }) => pages.flatMap(({ files }) => files),
    refetchOnMount: 'always',
  });
}

export async function removeOwnFile({ file_id: id }: OwnFile): Promise<void> {
  await callLasting(deleteFile, { file_id: id });
  await Promise.all([
    queries.invalidateQueries({ queryKey: LIST }),
    queries.invalidateQueries({ queryKey: ['usage'] }),
  ]);
}
