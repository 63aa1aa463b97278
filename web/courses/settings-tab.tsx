import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { useForm } from '../accounts/form.ts';
import type { Person } from '../accounts/people.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { useWords } from '../kernel/text/words.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { Choice, Field } from '../kernel/ui/field.tsx';
import { Failed, Waiting } from '../kernel/ui/states.tsx';
import { Sure } from '../kernel/ui/sure.tsx';
import { complain, say } from '../kernel/ui/toasts.tsx';
import { CopyButton } from './copy-button.tsx';
import { changeCourse, type Course, handOver } from './courses.ts';
import { PersonPicker } from './person-picker.tsx';
import { useCoursesText } from './text.ts';

/** What the instructor decides of a course. */
export function SettingsTab({ course }: { course: Course }) {
  const { course_code } = course;
  // With nothing to change the call tells the enrolment code, which only those who may see it are told.
  const code = useQuery({
    queryKey: ['passing', 'enrolment-code', course_code],
    queryFn: async () => changeCourse({ course_code }),
    staleTime: 0,
  });
  if (code.data === undefined)
    return code.isError ? <Failed error={code.error} onRetry={() => void code.refetch()} /> : <Waiting />;
  return (
    <div className="flex flex-col gap-10">
      <Naming course={course} />
      <Enrolment key={code.data} course={course} code={code.data} onChanged={() => void code.refetch()} />
      <HandOver course={course} />
      <Archive course={course} />
    </div>
  );
}

function Part({ head, hint, children }: { head?: string; hint?: string; children: ReactNode }) {
  return (
    <section className="flex flex-col items-start gap-3">
      {head !== undefined && <h2 className="font-bold">{head}</h2>}
      {hint !== undefined && <p className="-mt-2 text-quiet">{hint}</p>}
      {children}
    </section>
  );
}

function Naming({ course }: { course: Course }) {
  const text = useCoursesText();
  const words = useWords();
  const [name, setName] = useState(course.course_name);
  const form = useForm<'name'>({
    gaps: () => ({ name: name.trim() === '' ? text.nameMissing : undefined }),
    about: { invalid_course_name: 'name' },
    async send() {
      await changeCourse({ course_code: course.course_code, course_name: name.trim() });
      say(text.saved);
    },
  });
  return (
    <Part>
      <form {...form.props} className="flex w-full max-w-md flex-col items-start gap-3">
        <Field
          label={text.courseName}
          className="w-full"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={form.errorOf('name') ?? form.problem}
          maxLength={200}
        />
        {name.trim() !== course.course_name && (
          <Button type="submit" busy={form.busy}>
            {words.save}
          </Button>
        )}
      </form>
    </Part>
  );
}

function Enrolment({ course, code: present, onChanged }: { course: Course; code: string; onChanged(): void }) {
  const text = useCoursesText();
  const words = useWords();
  const [enrolment, setEnrolment] = useState(course.enrolment);
  const [code, setCode] = useState(present);
  const changed = enrolment !== course.enrolment || (enrolment === 'code' && code.trim() !== present);
  const form = useForm<'code'>({
    gaps: () => ({ code: enrolment === 'code' && code.trim() === '' ? text.enrolmentCodeMissing : undefined }),
    about: { enrolment_code_too_long: 'code' },
    async send() {
      const { course_code } = course;
      await changeCourse({ course_code, enrolment, ...(enrolment === 'code' && { enrolment_code: code.trim() }) });
      say(text.saved);
      onChanged();
    },
  });
  return (
    <Part>
      <form {...form.props} className="flex w-full max-w-md flex-col items-start gap-3">
        <Choice<Course['enrolment']>
          label={text.enrolment}
          className="w-full"
          value={enrolment}
          hint={text.enrolmentHints[enrolment]}
          choices={(['open', 'code', 'closed'] as const).map((value) => ({ value, label: text.enrolmentKinds[value] }))}
          onChoose={setEnrolment}
        />
        {enrolment === 'code' && (
          <Field
            label={text.enrolmentCode}
            className="w-full"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            error={form.errorOf('code')}
            spellCheck={false}
            autoCapitalize="off"
            maxLength={64}
          />
        )}
        <p role="alert" className="text-danger empty:hidden">
          {form.problem}
        </p>
        <div className="flex flex-wrap gap-2">
          {changed && (
            <Button type="submit" busy={form.busy}>
              {words.save}
            </Button>
          )}
          {course.enrolment === 'code' && !changed && <CopyButton text={present} label={text.copyCode} />}
        </div>
      </form>
    </Part>
  );
}

/** Cannot be undone by who does it, so it asks. */
function HandOver({ course }: { course: Course }) {
  const text = useCoursesText();
  const [, go] = useLocation();
  const [choosing, setChoosing] = useState(false);
  const [chosen, setChosen] = useState<Person>();
  return (
    <Part head={text.handOver} hint={text.handOverHint}>
      <Button onClick={() => setChoosing(true)}>{text.handOver}</Button>
      <Dialog title={text.handOver} open={choosing} onClose={() => setChoosing(false)}>
        <PersonPicker
          only={({ role, username }) => role !== 'student' && username !== course.instructor}
          renderAction={(person) => (
            <Button
              aria-label={`${text.choose} ${person.nickname}`}
              onClick={() => {
                setChoosing(false);
                setChosen(person);
              }}
            >
              {text.choose}
            </Button>
          )}
        />
      </Dialog>
      <Sure
        open={chosen !== undefined}
        title={text.handOverTo(chosen?.nickname ?? '')}
        hint={text.handOverSure}
        action={text.handOver}
        danger
        onClose={() => setChosen(undefined)}
        onSure={async () => {
          if (chosen === undefined) return;
          await handOver(course.course_code, chosen.username);
          // These settings are no longer one's own.
          go(`/courses/${encodeURIComponent(course.course_code)}`);
          say(text.handedOver(chosen.nickname));
        }}
      />
    </Part>
  );
}

function Archive({ course }: { course: Course }) {
  const text = useCoursesText();
  const textOf = useRefusalText();
  const { mutate, isPending } = useMutation({
    mutationFn: async (archived: boolean) =>
      changeCourse({ course_code: course.course_code, archived: archived ? 1 : 0 }),
    onSuccess: (_, archived) =>
      say(archived ? text.archivedDone : text.unarchivedDone, archived ? () => mutate(false) : undefined),
    onError: (error) => complain(textOf(error)),
  });
  return (
    <Part head={text.archive} hint={text.archiveHint}>
      <Button busy={isPending} onClick={() => mutate(!course.archived)}>
        {course.archived ? text.unarchive : text.archiveIt}
      </Button>
    </Part>
  );
}
