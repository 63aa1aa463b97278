import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSignedIn } from '../accounts/me.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { Field } from '../kernel/ui/field.tsx';
import { say } from '../kernel/ui/toasts.tsx';
import { type Course, enrol } from './courses.ts';
import { useCoursesText } from './text.ts';

/** Asks for the code that a course wants from who enrols. */
export function EnrolmentCode({ course, open, onClose }: { course: Course; open: boolean; onClose(): void }) {
  const text = useCoursesText();
  const textOf = useRefusalText();
  const { username } = useSignedIn();
  const [code, setCode] = useState('');
  const entering = useMutation({
    mutationFn: async () => enrol(course, username, code.trim()),
    onSuccess: () => {
      say(text.enrolled(course.course_name));
      onClose();
    },
  });
  return (
    <Dialog title={course.course_name} open={open} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          entering.mutate();
        }}
      >
        <Field
          label={text.enrolmentCode}
          hint={text.enrolmentCodeHint}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={entering.isError ? textOf(entering.error) : undefined}
          autoCapitalize="off"
          spellCheck={false}
          maxLength={64}
          required
        />
        <Button type="submit" look="main" busy={entering.isPending} disabled={code.trim() === ''}>
          {text.enrol}
        </Button>
      </form>
    </Dialog>
  );
}
