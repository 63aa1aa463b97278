import { Paperclip } from 'lucide-react';
import { Link } from 'wouter';
import { useTimes } from '../kernel/text/times.ts';
import { useWords } from '../kernel/text/words.ts';
import { Page } from '../kernel/ui/page.tsx';
import { RoleBadge } from '../kernel/ui/role-badge.tsx';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { type Happening, useActivity } from './activity.ts';
import { type Course, partOf, useCourses } from './courses.ts';
import { useGoing } from '../kernel/later.ts';
import { MoreOnSight } from '../kernel/ui/more-on-sight.tsx';
import { addressOf } from './post.ts';
import { glance } from '../kernel/text/glance.ts';
import { Due, Kind } from './post-words.tsx';
import { useCoursesText } from './text.ts';

/** What is new in all courses, day by day. */
export function ActivityPage() {
  const { nav } = useWords();
  return (
    <Page title={nav.activity}>
      <Timeline />
    </Page>
  );
}

function Timeline() {
  const text = useCoursesText();
  const times = useTimes();
  const activity = useActivity();
  const courses = useCourses();
  const going = useGoing();
  if (activity.data === undefined) {
    return activity.isError ? (
      <Failed error={activity.error} onRetry={() => void activity.refetch()} />
    ) : (
      <Waiting lines={8} />
    );
  }
  const shown = activity.data.filter(({ info }) => !going.has(`post:${info.id}`));
  if (shown.length === 0) {
    return (
      <Empty title={text.noActivity} hint={text.noActivityHint}>
        <Link
          href="/courses"
          className="inline-flex min-h-11 items-center rounded-box bg-accent px-4 font-bold text-accent-ink hover:opacity-90"
        >
          {text.browse}
        </Link>
      </Empty>
    );
  }
  const byCode = new Map(courses.data?.map((course) => [course.course_code, course]));
  const days = Map.groupBy(shown, ({ info }) => new Date(info.ts).setHours(0, 0, 0, 0));
  return (
    <>
      {[...days].map(([day, all]) => (
        <section key={day} className="mb-6">
          <h2 className="pb-1 text-small font-bold text-quiet">{times.day(day)}</h2>
          <ul className="-mx-3">
            {all.map((one) => (
              <Item key={one.info.id} happening={one} course={byCode.get(one.course_code)} />
            ))}
          </ul>
        </section>
      ))}
      {activity.hasNextPage && (
        <MoreOnSight busy={activity.isFetchingNextPage} onMore={() => void activity.fetchNextPage()} />
      )}
    </>
  );
}

function Item({ happening, course }: { happening: Happening; course: Course | undefined }) {
  const text = useCoursesText();
  const times = useTimes();
  const { info, course_name, course_code } = happening;
  const part = info.by === happening.instructor ? 'instructor' : partOf(course, info.by);
  return (
    <li>
      <Link
        href={addressOf({ ...info, course_code })}
        className="flex flex-col gap-0.5 rounded-box px-3 py-3 hover:bg-hover"
      >
        <span className="flex items-center gap-3 text-small text-quiet">
          <Kind section={info.section} />
          <span className="min-w-0 truncate">{course_name}</span>
          <time dateTime={new Date(info.ts).toISOString()} title={times.exact(info.ts)} className="ml-auto shrink-0">
            {times.clock(info.ts)}
          </time>
        </span>
        <span className="font-bold wrap-anywhere">{info.title}</span>
        <span className="line-clamp-2 text-quiet wrap-anywhere">{glance(info.body)}</span>
        <span className="flex flex-wrap items-center gap-x-4 pt-0.5 text-small text-quiet">
          <span className="inline-flex min-w-0 items-center gap-1.5" title={`@${info.by}`}>
            <span className="truncate">{info.by_nickname}</span>
            <RoleBadge role={part} />
          </span>
          {info.due !== null && <Due at={info.due} />}
          {info.file_count > 0 && (
            <span className="inline-flex items-center gap-1">
              <Paperclip size={14} aria-hidden />
              {text.files(info.file_count)}
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}
