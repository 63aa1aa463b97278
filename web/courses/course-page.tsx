import { ArrowLeft } from 'lucide-react';
import { type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { AttentionButton } from '../chat/attention-button.tsx';
import { useRoom } from '../chat/rooms.ts';
import { useArrival } from '../kernel/arrival.ts';
import { cameFrom } from '../kernel/came-from.ts';
import { useWords } from '../kernel/text/words.ts';
import { Button } from '../kernel/ui/button.tsx';
import { classes } from '../kernel/ui/classes.ts';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { CourseInside } from './course-inside.tsx';
import { CourseOutside } from './course-outside.tsx';
import { type Course, useCourseLookUp, useCourses, useMayIn } from './courses.ts';
import { useCoursesText } from './text.ts';

/** One course: its discussion and what is posted in it. */
export function CoursePage({ code, tab }: { code: string; tab: string }) {
  const courses = useCourses();
  const course = courses.data?.find((one) => one.course_code === code);
  if (course !== undefined) return <Known course={course} tab={tab} />;
  if (courses.data !== undefined) return <Unknown code={code} />;
  return courses.isError ? (
    <Failed error={courses.error} onRetry={() => void courses.refetch()} />
  ) : (
    <Waiting lines={8} />
  );
}

function Known({ course, tab }: { course: Course; tab: string }) {
  const may = useMayIn(course);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Head course={course} tabs={may.read && <Tabs course={course} tab={tab} />} />
      <div className="flex min-h-0 grow flex-col">
        {may.read ? <CourseInside course={course} tab={tab} /> : <CourseOutside course={course} />}
      </div>
    </div>
  );
}

/** Not among those that were read; it may be newer than they are. */
function Unknown({ code }: { code: string }) {
  const words = useWords();
  const text = useCoursesText();
  const [, go] = useLocation();
  if (useCourseLookUp(code).isPending) return <Waiting lines={8} />;
  return (
    <Empty title={words.notFound} hint={words.notFoundHint}>
      <Button onClick={() => go('/courses')}>{text.browse}</Button>
    </Empty>
  );
}

function Head({ course, tabs }: { course: Course; tabs: ReactNode }) {
  const text = useCoursesText();
  const words = useWords();
  const heading = useArrival(course.course_name);
  const room = useRoom(course.course_code);
  return (
    <header className="flex shrink-0 flex-col border-b border-line sm:px-6">
      <div className={classes('flex items-center gap-2 px-4 sm:px-0', tabs === false ? 'min-h-14' : 'min-h-12')}>
        <Link
          href={cameFrom('/courses')}
          aria-label={words.back}
          className="-ml-2 inline-flex size-11 shrink-0 items-center justify-center rounded-box text-quiet hover:bg-hover lg:hidden"
        >
          <ArrowLeft size={20} aria-hidden />
        </Link>
        <h1 ref={heading} tabIndex={-1} className="flex min-w-0 grow items-baseline gap-2 outline-none">
          <span className="truncate text-title font-bold">{course.course_name}</span>
          <span className="max-w-1/3 shrink-0 truncate text-small text-quiet">{course.course_code}</span>
        </h1>
        {course.archived && (
          <span title={text.archivedHint} className="ml-auto shrink-0 text-small text-quiet">
            {text.archived}
          </span>
        )}
        {room !== undefined && <AttentionButton room={room} />}
      </div>
      {tabs}
    </header>
  );
}

function Tabs({ course, tab }: { course: Course; tab: string }) {
  const text = useCoursesText();
  const may = useMayIn(course);
  const address = `/courses/${encodeURIComponent(course.course_code)}`;
  const tabs = [
    { name: text.tabs.chat, tab: 'chat' },
    { name: text.tabs.announcements, tab: 'announcements' },
    { name: text.tabs.assignments, tab: 'assignments' },
    { name: text.tabs.content, tab: 'content' },
    { name: text.tabs.people, tab: 'people' },
    { name: text.tabs.files, tab: 'files' },
    ...(may.govern ? [{ name: text.tabs.settings, tab: 'settings' }] : []),
  ];
  return (
    <nav aria-label={text.parts} className="flex overflow-x-auto px-2 [scrollbar-width:none] sm:-mx-3 sm:px-0">
      {tabs.map((one) => (
        <Link
          key={one.tab}
          ref={one.tab === tab ? intoSight : undefined}
          href={one.tab === 'chat' ? address : `${address}/${one.tab}`}
          aria-current={one.tab === tab ? 'page' : undefined}
          className={classes(
            'inline-flex min-h-10 shrink-0 items-center border-b-2 px-3 pointer-coarse:min-h-11',
            one.tab === tab ? 'border-accent font-bold text-ink' : 'border-transparent text-quiet hover:text-ink',
          )}
        >
          {one.name}
        </Link>
      ))}
    </nav>
  );
}

/** On a phone the tabs are wider than the screen: the one that is open is seen. */
const intoSight = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest', inline: 'center' });
