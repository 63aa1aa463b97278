import { useState } from 'react';
import { useLocation } from 'wouter';
import { useForm } from '../accounts/form.ts';
import { useSignedIn } from '../accounts/me.ts';
import type { Person } from '../accounts/people.ts';
import { PersonName } from '../chat/people-finder.tsx';
import { Button } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { Field } from '../kernel/ui/field.tsx';
import { createCourse } from './courses.ts';
import { PersonPicker } from './person-picker.tsx';
import { useCoursesText } from './text.ts';

/** Asks for what a course needs, makes it and opens it. */
export function CreateCourse({ onClose }: { onClose(): void }) {
  const text = useCoursesText();
  const { username, role } = useSignedIn();
  const [, go] = useLocation();
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const [instructor, setInstructor] = useState<Person>();
  const form = useForm<'name' | 'code' | 'instructor'>({
    gaps: () => ({
      name: name.trim() === '' ? text.nameMissing : undefined,
      code: code.trim() === '' ? text.codeMissing : undefined,
      instructor: role === 'admin' && instructor === undefined ? text.instructorMissing : undefined,
    }),
    about: { invalid_course_name: 'name', invalid_course_code: 'code', course_exists: 'code', chat_exists: 'code' },
    async send() {
      const teaches = role === 'admin' ? (instructor?.username ?? '') : username;
      await createCourse({ course_code: code.trim(), course_name: name.trim(), username: teaches });
      onClose();
      go(`/courses/${encodeURIComponent(code.trim())}`);
    },
  });
  return (
    <Dialog title={text.create} open onClose={onClose}>
      <form {...form.props} className="flex flex-col gap-4">
        <Field
          label={text.courseName}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={form.errorOf('name')}
          maxLength={200}
          required
        />
        <Field
          label={text.courseCode}
          hint={text.courseCodeHint}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={form.errorOf('code')}
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={64}
          required
        />
        {role === 'admin' && <Instructor chosen={instructor} onChoose={setInstructor} />}
        <p role="alert" className="text-danger empty:hidden">
          {form.errorOf('instructor') ?? form.problem}
        </p>
        <Button type="submit" look="main" busy={form.busy}>
          {text.create}
        </Button>
      </form>
    </Dialog>
  );
}

function Instructor({ chosen, onChoose }: { chosen: Person | undefined; onChoose(person: Person | undefined): void }) {
  const text = useCoursesText();
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-bold">{text.instructor}</legend>
      {chosen === undefined ? (
        <PersonPicker
          only={({ role }) => role !== 'student'}
          renderAction={(person) => (
            <Button aria-label={`${text.choose} ${person.nickname}`} onClick={() => onChoose(person)}>
              {text.choose}
            </Button>
          )}
        />
      ) : (
        <div className="flex items-center gap-3">
          <PersonName person={chosen} badge={chosen.role} />
          <Button look="quiet" onClick={() => onChoose(undefined)}>
            {text.changeChoice}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
