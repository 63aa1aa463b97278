import { useInfiniteQuery } from '@tanstack/react-query';
import type { Static } from 'typebox';
import { getRoomFiles } from '../../contract/files.ts';
import { call } from '../kernel/api.ts';

export type RoomFile = Static<typeof getRoomFiles.answer>['files'][number];

const PAGE = 50;

/** The files that messages and posts of a course carry, newest first. */
export function useCourseFiles(code: string) {
  return useInfiniteQuery({
    queryKey: ['course', code, 'files'],
    initialPageParam: 0,
    queryFn: async ({ pageParam: before }) =>
      (await call(getRoomFiles, { room_code: code, limit: PAGE, ...(before > 0 && { before }) })).files,
    getNextPageParam: (last) => (last.length < PAGE ? null : last.at(-1)?.seq),
    select: ({ pages }) => pages.flat(),
  });
}
