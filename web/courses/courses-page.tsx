import { useDeferredValue, useMemo, useState } from 'react';
import { useSignedIn } from '../accounts/me.ts';
import { tagOf, useLanguage } from '../kernel/text/language.ts';
import { useWords } from '../kernel/text/words.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Page } from '../kernel/ui/page.tsx';
import { Empty, Failed, Waiting } from '../kernel/ui/states.tsx';
import { CourseRow } from './course-row.tsx';
import { type Course, useCourses } from './courses.ts';
import { CreateCourse } from './create-course.tsx';
import { Growing } from '../kernel/ui/more-on-sight.tsx';
import { SearchField } from '../kernel/ui/search-field.tsx';
import { useCoursesText } from './text.ts';

/** All courses, one's own first. */
export function CoursesPage() {
  const text = useCoursesText();
  const { nav } = useWords();
  const staff = useSignedIn().role !== 'student';
  const [creating, setCreating] = useState(false);
  const create = staff && (
    <Button look="main" onClick={() => setCreating(true)}>
      {text.create}
    </Button>
  );
  return (
    <Page title={nav.courses} actions={create}>
      <AllCourses staff={staff} />
      {creating && <CreateCourse onClose={() => setCreating(false)} />}
    </Page>
  );
}

function AllCourses({ staff }: { staff: boolean }) {
  const text = useCoursesText();
  const courses = useCourses();
  const [query, setQuery] = useState('');
  const found = useFound(courses.data, useDeferredValue(query));
  if (courses.data === undefined) {
    return courses.isError ? (
      <Failed error={courses.error} onRetry={() => void courses.refetch()} />
    ) : (
      <Waiting lines={8} />
    );
  }
  if (courses.data.length === 0) {
    return <Empty title={text.noCourses} hint={staff ? text.noCoursesStaffHint : text.noCoursesHint} />;
  }
  const { mine, others, archived } = found;
  return (
    <>
      <SearchField label={text.searchCourses} value={query} onChange={setQuery} />
      <Courses title={text.mine} courses={mine} />
      <Courses title={text.all} courses={others} />
      {archived.length > 0 && (
        <details className="mt-6" open={query !== ''}>
          <summary className="flex min-h-9 cursor-pointer items-center text-small font-bold text-quiet pointer-coarse:min-h-11">
            {text.archivedCourses(archived.length)}
          </summary>
          <Rows courses={archived} />
        </details>
      )}
      <p role="status" className="empty:hidden px-3 py-12 text-center text-quiet">
        {mine.length + others.length + archived.length === 0 ? text.noneFound(query) : ''}
      </p>
    </>
  );
}

function Courses({ title, courses }: { title: string; courses: readonly Course[] }) {
  if (courses.length === 0) return null;
  return (
    <section className="mt-6">
      <h2 className="text-small font-bold text-quiet">{title}</h2>
      <Rows courses={courses} />
    </section>
  );
}

function Rows({ courses }: { courses: readonly Course[] }) {
  return (
    <Growing items={courses} className="-mx-3 mt-1">
      {(course) => <CourseRow key={course.course_code} course={course} />}
    </Growing>
  );
}

/** By name as the reader's language sorts; found by name, code or instructor in any case. */
function useFound(courses: readonly Course[] | undefined, query: string) {
  const tag = tagOf(useLanguage());
  const sorted = useMemo(() => {
    const { compare } = new Intl.Collator(tag, { numeric: true });
    return (
      courses?.toSorted((a, b) => compare(a.course_name, b.course_name) || compare(a.course_code, b.course_code)) ?? []
    );
  }, [courses, tag]);
  return useMemo(() => {
    const sought = query.trim().toLocaleLowerCase();
    const found = sorted.filter(({ course_name, course_code, instructor, instructor_nickname }) =>
      [course_name, course_code, instructor, instructor_nickname].some((name) =>
        name.toLocaleLowerCase().includes(sought),
      ),
    );
    const open = found.filter(({ archived }) => !archived);
    return {
      mine: open.filter(({ part }) => part !== ''),
      others: open.filter(({ part }) => part === ''),
      archived: found.filter(({ archived }) => archived),
    };
  }, [sorted, query]);
}
