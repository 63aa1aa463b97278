import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getRoomFiles } from '../../contract/files.ts';
import { FileCard } from '../files/file-card.tsx';
import { showingOf } from '../files/file.ts';
import { Viewer } from '../files/viewer.tsx';
import { call } from '../kernel/api.ts';
import { useTimes } from '../kernel/text/times.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Failed, Waiting } from '../kernel/ui/states.tsx';
import { nicknameIfKnown } from './members.ts';
import { useChatText } from './text.ts';

const PAGE = 20;

/** Whatever files the messages and posts of a room carry, newest first. */
export function RoomFiles({ code }: { code: string }) {
  const words = useChatText();
  const times = useTimes();
  const [opened, setOpened] = useState<string>();
  const pages = useInfiniteQuery({
    queryKey: ['passing', 'room-files', code],
    queryFn: async ({ pageParam }) =>
      (await call(getRoomFiles, { room_code: code, limit: PAGE, ...(pageParam !== 0 && { before: pageParam }) })).files,
    initialPageParam: 0,
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.seq),
    staleTime: 0,
  });
  const files = pages.data?.pages.flat();
  return (
    <section aria-label={words.files} className="flex flex-col gap-2">
      <h3 className="font-bold">{words.files}</h3>
      {files === undefined &&
        (pages.isError ? <Failed error={pages.error} onRetry={() => void pages.refetch()} /> : <Waiting lines={3} />)}
      {files?.length === 0 && <p className="text-small text-quiet">{words.noFiles}</p>}
      {files?.map((file) => (
        <FileCard
          key={file.file_id}
          file={file}
          note={
            <>
              {nicknameIfKnown(code, file.user)} · <time title={times.exact(file.ts)}>{times.short(file.ts)}</time>
            </>
          }
          onOpen={['image', 'pdf', 'text'].includes(showingOf(file)) ? () => setOpened(file.file_id) : undefined}
        />
      ))}
      {pages.hasNextPage && (
        <Button look="quiet" busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {words.moreFiles}
        </Button>
      )}
      <Viewer files={files ?? []} opened={opened} onOpen={setOpened} onClose={() => setOpened(undefined)} />
    </section>
  );
}
