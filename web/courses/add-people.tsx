import { useMutation } from '@tanstack/react-query';
import { CircleAlert, Check as CheckMark } from 'lucide-react';
import { useState } from 'react';
import type { Person } from '../accounts/people.ts';
import { InvitationList } from '../chat/invitation-list.tsx';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { TextArea } from '../kernel/ui/field.tsx';
import { Segments } from '../kernel/ui/segments.tsx';
import { complain, say } from '../kernel/ui/toasts.tsx';
import { CopyButton } from './copy-button.tsx';
import type { Course } from './courses.ts';
import { type CoursePerson, enrolList, type ListResult, namesOf, putIn } from './people.ts';
import { PersonPicker } from './person-picker.tsx';
import { useCoursesText } from './text.ts';

/** Takes people into a course: one by one, or a pasted list. */
export function AddPeople({
  course,
  people,
  onClose,
}: {
  course: Course;
  people: readonly CoursePerson[];
  onClose(): void;
}) {
  const text = useCoursesText();
  const [way, setWay] = useState<'one' | 'list' | 'link'>('one');
  return (
    <Dialog title={text.addPeople} open onClose={onClose}>
      <div className="flex flex-col items-start gap-4">
        <Segments<'one' | 'list' | 'link'>
          label={text.addPeople}
          value={way}
          choices={[
            { value: 'one', label: text.onePerson },
            { value: 'list', label: text.pasteList },
            { value: 'link', label: text.byLink },
          ]}
          onChoose={setWay}
        />
        <div className="w-full">
          {way === 'one' && <OneByOne code={course.course_code} people={people} />}
          {way === 'list' && <List code={course.course_code} />}
          {way === 'link' && <InvitationList code={course.course_code} />}
        </div>
      </div>
    </Dialog>
  );
}

function OneByOne({ code, people }: { code: string; people: readonly CoursePerson[] }) {
  const text = useCoursesText();
  const textOf = useRefusalText();
  const there = new Set(people.map(({ username }) => username));
  const adding = useMutation({
    mutationFn: async ({ username }: Person) => putIn(code, username),
    onSuccess: (_, { nickname }) => say(text.added(nickname)),
    onError: (error) => complain(textOf(error)),
  });
  return (
    <PersonPicker
      renderAction={(person) =>
        there.has(person.username) ? (
          <span className="shrink-0 text-small text-quiet">{text.alreadyIn}</span>
        ) : (
          <Button
            className="shrink-0"
            aria-label={`${text.add} ${person.nickname}`}
            busy={adding.isPending && adding.variables.username === person.username}
            onClick={() => adding.mutate(person)}
          >
            {text.add}
          </Button>
        )
      }
    />
  );
}

function List({ code }: { code: string }) {
  const text = useCoursesText();
  const textOf = useRefusalText();
  const [pasted, setPasted] = useState('');
  const names = namesOf(pasted);
  const adding = useMutation({ mutationFn: async () => enrolList(code, names) });
  if (adding.data !== undefined) {
    return (
      <Results
        results={adding.data}
        onAnother={() => {
          setPasted('');
          adding.reset();
        }}
      />
    );
  }
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (names.length > 0) adding.mutate();
      }}
    >
      <TextArea
        label={text.list}
        hint={text.listHint}
        rows={8}
        spellCheck={false}
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
        error={adding.isError ? textOf(adding.error) : undefined}
      />
      <Button type="submit" look="main" busy={adding.isPending} disabled={names.length === 0}>
        {text.enrolList(names.length)}
      </Button>
    </form>
  );
}

function Results({ results, onAnother }: { results: readonly ListResult[]; onAnother(): void }) {
  const text = useCoursesText();
  const added = results.filter(({ result }) => result === 'added').length;
  const lines = results.map(({ username, result }) => `${username}\t${text.listResults[result]}`);
  // What did not work stands first: that is what is to be done about.
  const sorted = results.toSorted((a, b) => Number(isFine(a)) - Number(isFine(b)));
  return (
    <div className="flex flex-col gap-3">
      <p role="status" className="font-bold">
        {text.listSummary(added, results.length)}
      </p>
      <ul className="max-h-80 divide-y divide-line overflow-y-auto">
        {sorted.map((one) => (
          <li key={one.username} className="flex min-h-9 items-center gap-3 py-1">
            {isFine(one) ? (
              <CheckMark size={16} aria-hidden className="shrink-0 text-good" />
            ) : (
              <CircleAlert size={16} aria-hidden className="shrink-0 text-danger" />
            )}
            <span className="min-w-0 grow truncate">{one.username}</span>
            <span className="shrink-0 text-small text-quiet">{text.listResults[one.result]}</span>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={lines.join('\n')} label={text.copyResults} />
        <Button look="quiet" onClick={onAnother}>
          {text.another}
        </Button>
      </div>
    </div>
  );
}

function isFine({ result }: ListResult): boolean {
  return result === 'added' || result === 'already';
}
