import { type ReactNode, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { RoomView } from '../chat/room-view.tsx';
import { ThreadPanel } from '../chat/thread-panel.tsx';
import { useWords } from '../kernel/text/words.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Empty } from '../kernel/ui/states.tsx';
import { EnrolButton } from './course-row.tsx';
import { type Course, useMayIn } from './courses.ts';
import { FilesTab } from './files-tab.tsx';
import { PeopleTab } from './people-tab.tsx';
import { type Section, sections, tabOf } from './post.ts';
import { PostEditor } from './post-editor.tsx';
import { PostPanel } from './post-panel.tsx';
import { usePostText } from './post-text.ts';
import { PostsTab } from './posts-tab.tsx';
import { usePosts } from './posts.ts';
import { SettingsTab } from './settings-tab.tsx';
import { useCoursesText } from './text.ts';

/** What a tab of a course holds. */
export function CourseInside({ course, tab }: { course: Course; tab: string }) {
  const words = useWords();
  const may = useMayIn(course);
  const opened = useOpenedPost();
  const section = sections.find((one) => tabOf[one] === tab);
  if (tab === 'chat') return <Discussion course={course} opened={opened} />;
  if (section !== undefined) {
    return (
      <Scrolling key={section}>
        <PostsTab course={course} section={section} opened={opened} />
      </Scrolling>
    );
  }
  switch (tab) {
    case 'people':
      return (
        <Scrolling key={tab}>
          <PeopleTab course={course} />
        </Scrolling>
      );
    case 'files':
      return (
        <Scrolling key={tab}>
          <FilesTab course={course} />
        </Scrolling>
      );
    case 'settings':
      if (!may.govern) break;
      return (
        <Scrolling key={tab}>
          <SettingsTab course={course} />
        </Scrolling>
      );
  }
  return <Empty title={words.notFound} hint={words.notFoundHint} />;
}

function Scrolling({ children }: { children: ReactNode }) {
  return (
    <div className="min-h-0 grow overflow-y-auto">
      <div className="mx-auto w-full max-w-2xl px-4 py-4 sm:px-6">{children}</div>
    </div>
  );
}

/** The post that the address names with `?post=`. */
function useOpenedPost(): number | undefined {
  const id = Number(new URLSearchParams(useSearch()).get('post'));
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

function Discussion({ course, opened }: { course: Course; opened: number | undefined }) {
  const text = useCoursesText();
  const [, go] = useLocation();
  const address = `/courses/${encodeURIComponent(course.course_code)}`;
  // An admin reads the posts of every course, but is in the group of those alone where they are somebody.
  if (course.part === '') {
    return (
      <Empty title={text.notInDiscussion} hint={text.notInDiscussionHint}>
        <EnrolButton course={course} />
      </Empty>
    );
  }
  return (
    <div className="flex min-h-0 grow">
      <div className="flex min-h-0 min-w-0 grow flex-col">
        <FirstPosts course={course} />
        <div className="min-h-0 grow">
          <RoomView
            code={course.course_code}
            assistants={course.assistants}
            onOpenPost={({ id }) => go(`${address}?post=${id}`)}
          />
        </div>
      </div>
      <ThreadPanel code={course.course_code} assistants={course.assistants} />
      {opened !== undefined && <PostPanel key={opened} id={opened} onClose={() => go(address)} />}
    </div>
  );
}

/** In an instructor's empty course: what to begin with. */
function FirstPosts({ course }: { course: Course }) {
  const may = useMayIn(course);
  return may.post && course.part !== '' ? <Beginning course={course} /> : null;
}

function Beginning({ course }: { course: Course }) {
  const text = usePostText();
  const [writing, setWriting] = useState<Section>();
  const posts = [
    usePosts(course.course_code, 'announcement'),
    usePosts(course.course_code, 'assignment'),
    usePosts(course.course_code, 'content'),
  ];
  const empty = posts.every(({ data }) => data?.length === 0);
  return (
    <>
      {empty && (
        <section
          aria-label={text.newCourse}
          className="flex shrink-0 flex-col items-center gap-3 border-b border-line px-4 py-6 text-center"
        >
          <p>
            <strong>{text.newCourse}</strong>
            <br />
            <span className="text-quiet">{text.newCourseHint}</span>
          </p>
          <div className="flex flex-wrap justify-center gap-2">
            {sections.map((section) => (
              <Button key={section} onClick={() => setWriting(section)}>
                {text.write[section]}
              </Button>
            ))}
          </div>
        </section>
      )}
      {writing !== undefined && (
        <PostEditor key={writing} code={course.course_code} section={writing} onClose={() => setWriting(undefined)} />
      )}
    </>
  );
}
