import { type Course } from './courses.ts';
import { EnrolButton } from './course-row.tsx';
import { useCoursesText } from './text.ts';

/** What somebody who is not in a course sees of it: what it is, and the way in. */
export function CourseOutside({ course }: { course: Course }) {
  const text = useCoursesText();
  const hint = course.archived ? text.archivedHint : course.enrolment === 'closed' ? text.closedHint : text.outside;
  return (
    <div className="mx-auto flex max-w-sm flex-col items-center gap-3 px-6 py-16 text-center">
      <p className="text-title font-bold">{text.taughtBy(course.instructor_nickname)}</p>
      <p className="text-balance text-quiet">
        {text.students(course.student_count)}
        <br />
        {hint}
      </p>
      {!course.archived && course.enrolment !== 'closed' && <EnrolButton course={course} main />}
    </div>
  );
}
