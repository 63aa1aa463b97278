import { Download } from 'lucide-react';
import { useState } from 'react';
import { showingOf } from '../files/file.ts';
import { FileFace } from '../files/file-face.tsx';
import { SpaceUsed } from '../files/space.tsx';
import { Viewer } from '../files/viewer.tsx';
import { fileAddress } from '../kernel/api.ts';
import { useSizes, useTimes } from '../kernel/text/times.ts';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import type { Course } from './courses.ts';
import { MoreOnSight } from '../kernel/ui/more-on-sight.tsx';
import { useCoursePeople } from './people.ts';
import { type RoomFile, useCourseFiles } from './room-files.ts';
import { useCoursesText } from './text.ts';

/** Every file of a course, wherever it was posted. */
export function FilesTab({ course }: { course: Course }) {
  const text = useCoursesText();
  const files = useCourseFiles(course.course_code);
  const people = useCoursePeople(course.course_code);
  const [opened, setOpened] = useState<string>();
  if (files.data === undefined) {
    return files.isError ? <Failed error={files.error} onRetry={() => void files.refetch()} /> : <Waiting lines={8} />;
  }
  if (files.data.length === 0) return <Empty title={text.noFiles} hint={text.noFilesHint} />;
  const nicknames = new Map(people.data?.map(({ username, nickname }) => [username, nickname]));
  return (
    <>
      <div className="mb-3 text-small text-quiet">
        <SpaceUsed room={course.course_code} />
      </div>
      <ul className="-mx-3">
        {files.data.map((file) => (
          <FileRow
            key={file.file_id}
            file={file}
            by={nicknames.get(file.user) ?? file.user}
            onOpen={showingOf(file) === 'none' ? undefined : () => setOpened(file.file_id)}
          />
        ))}
      </ul>
      {files.hasNextPage && <MoreOnSight busy={files.isFetchingNextPage} onMore={() => void files.fetchNextPage()} />}
      <Viewer files={files.data} opened={opened} onOpen={setOpened} onClose={() => setOpened(undefined)} />
    </>
  );
}

function FileRow({ file, by, onOpen }: { file: RoomFile; by: string; onOpen: (() => void) | undefined }) {
  const text = useCoursesText();
  const sizeOf = useSizes();
  const times = useTimes();
  const face = (
    <>
      <span className="flex size-10 shrink-0 items-center justify-center">
        <FileFace file={file} className="size-10" />
      </span>
      <span className="flex min-w-0 grow flex-col">
        <span className="truncate" title={file.file_name}>
          {file.file_name}
        </span>
        <span className="truncate text-small text-quiet">
          {sizeOf(file.size)} · {by} · <time title={times.exact(file.ts)}>{times.moment(file.ts)}</time>
        </span>
      </span>
    </>
  );
  const look = 'flex min-h-14 min-w-0 grow items-center gap-3 px-3 py-2 text-left';
  const save = fileAddress(file.file_id, { save: true });
  return (
    <li className="flex items-center rounded-box hover:bg-hover">
      {onOpen === undefined ? (
        <a href={save} download={file.file_name} className={look}>
          {face}
          <Download size={18} aria-hidden className="shrink-0 text-quiet" />
        </a>
      ) : (
        <>
          <button type="button" onClick={onOpen} className={look}>
            {face}
          </button>
          <a
            href={save}
            download={file.file_name}
            aria-label={text.saveFile(file.file_name)}
            title={text.saveFile(file.file_name)}
            className="inline-flex size-11 shrink-0 items-center justify-center rounded-box text-quiet hover:text-ink"
          >
            <Download size={18} aria-hidden />
          </a>
        </>
      )}
    </li>
  );
}
