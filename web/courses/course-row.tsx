import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { useSignedIn } from '../accounts/me.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import { RoleBadge } from '../kernel/ui/role-badge.tsx';
import { complain, say } from '../kernel/ui/toasts.tsx';
import { type Course, drop, enrol } from './courses.ts';
import { EnrolmentCode } from './enrolment-code.tsx';
import { actLater } from '../kernel/later.ts';
import { useCoursesText } from './text.ts';

/** A course in the list: a link to it, and the way in or out. */
export function CourseRow({ course }: { course: Course }) {
  const text = useCoursesText();
  return (
    <li className="flex items-center gap-3 rounded-box px-3 hover:bg-hover">
      <Link href={`/courses/${encodeURIComponent(course.course_code)}`} className="flex min-w-0 grow flex-col py-2">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 truncate font-bold">{course.course_name}</span>
          <span className="max-w-1/3 shrink-0 truncate text-small text-quiet">{course.course_code}</span>
        </span>
        <span className="truncate text-small text-quiet">
          <span title={`@${course.instructor}`}>{course.instructor_nickname}</span> ·{' '}
          {text.students(course.student_count)}
        </span>
      </Link>
      <EnrolButton course={course} />
    </li>
  );
}

/** In or out in one tap, with a way back; asks for a code where one is needed; says so where it is closed. */
export function EnrolButton({ course, main = false }: { course: Course; main?: boolean }) {
  const text = useCoursesText();
  const textOf = useRefusalText();
  const { username, role } = useSignedIn();
  const [asking, setAsking] = useState(false);
  const refused = (error: unknown) => complain(textOf(error));
  const { course_name: name, enrolment, archived, part } = course;
  const entering = useMutation({
    mutationFn: async () => enrol(course, username),
    onSuccess: () => say(text.enrolled(name)),
    onError: refused,
  });
  const leaving = useMutation({
    mutationFn: async () => drop(course, username),
    onSuccess: () => say(text.dropped, () => void enrol({ ...course, part: '' }, username).catch(refused)),
    onError: refused,
  });
  const leave = () => {
    // Where one cannot come in again alone, going out waits until the way back has closed.
    if (enrolment === 'open' && !archived) leaving.mutate();
    else actLater(`part:${course.course_code}`, text.dropped, async () => drop(course, username), refused);
  };
  const enter = () => (enrolment === 'code' && role !== 'admin' ? setAsking(true) : entering.mutate());

  if (part === 'instructor' || part === 'assistant') return <RoleBadge role={part} />;
  if (part === 'student') {
    return (
      <Button
        look="quiet"
        className="shrink-0 text-quiet"
        busy={leaving.isPending}
        aria-label={text.dropOut(name)}
        onClick={leave}
      >
        {text.drop}
      </Button>
    );
  }
  if (archived) return <span className="shrink-0 text-small text-quiet">{text.archived}</span>;
  if (enrolment === 'closed' && role !== 'admin')
    return <span className="shrink-0 text-small text-quiet">{text.closed}</span>;
  return (
    <>
      {enrolment === 'code' && !main && (
        <span className="hidden shrink-0 text-small text-quiet sm:inline">{text.needsCode}</span>
      )}
      <Button
        look={main ? 'main' : 'plain'}
        className="shrink-0"
        busy={entering.isPending}
        aria-label={text.enrolIn(name)}
        onClick={enter}
      >
        {text.enrol}
      </Button>
      <EnrolmentCode course={course} open={asking} onClose={() => setAsking(false)} />
    </>
  );
}
