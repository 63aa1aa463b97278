import { Ellipsis, UserMinus, UserRoundCheck, UserRoundX } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { PersonName } from '../chat/people-finder.tsx';
import { RoomDescription } from '../chat/room-description.tsx';
import { useRoom } from '../chat/rooms.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { useWords } from '../kernel/text/words.ts';
import { Button, IconButton } from '../kernel/ui/button.tsx';
import { Menu, MenuItem } from '../kernel/ui/menu.tsx';
import { Failed, Waiting } from '../kernel/ui/states.tsx';
import { complain, say } from '../kernel/ui/toasts.tsx';
import { AddPeople } from './add-people.tsx';
import { type Course, useMayIn } from './courses.ts';
import { Growing } from '../kernel/ui/more-on-sight.tsx';
import { type CoursePerson, putIn, putOut, setAssistant, useCoursePeople } from './people.ts';
import { SearchField } from '../kernel/ui/search-field.tsx';
import { useCoursesText } from './text.ts';

/** The people of a course: who teaches, who helps, who learns. */
export function PeopleTab({ course }: { course: Course }) {
  const text = useCoursesText();
  const { roles } = useWords();
  const may = useMayIn(course);
  const people = useCoursePeople(course.course_code);
  const room = useRoom(course.course_code);
  const [query, setQuery] = useState('');
  const sought = useDeferredValue(query).trim().toLocaleLowerCase();
  const [adding, setAdding] = useState(false);
  if (people.data === undefined) {
    return people.isError ? (
      <Failed error={people.error} onRetry={() => void people.refetch()} />
    ) : (
      <Waiting lines={8} />
    );
  }
  const found = people.data.filter(({ username, nickname }) =>
    [username, nickname].some((name) => name.toLocaleLowerCase().includes(sought)),
  );
  const of = (part: CoursePerson['part']) => found.filter((person) => person.part === part);
  return (
    <>
      {room !== undefined && (
        <div className="pb-4">
          <RoomDescription room={room} manages={may.govern && !course.archived} />
        </div>
      )}
      <div className="flex items-center gap-3">
        <div className="grow">
          <SearchField label={text.searchPeople} value={query} onChange={setQuery} />
        </div>
        {may.govern && !course.archived && (
          <Button look="main" className="shrink-0" onClick={() => setAdding(true)}>
            {text.addPeople}
          </Button>
        )}
      </div>
      <Group head={roles.instructor} people={of('instructor')} course={course} />
      <Group head={text.assistants} people={of('assistant')} course={course} />
      <Group head={text.studentsHead} people={of('student')} course={course} />
      <p role="status" className="py-12 text-center text-quiet empty:hidden">
        {found.length === 0 ? text.nobodyFound : sought === '' && of('student').length === 0 ? text.noStudents : ''}
      </p>
      {adding && <AddPeople course={course} people={people.data} onClose={() => setAdding(false)} />}
    </>
  );
}

function Group({ head, people, course }: { head: string; people: readonly CoursePerson[]; course: Course }) {
  if (people.length === 0) return null;
  return (
    <section className="mt-6">
      <h2 className="text-small font-bold text-quiet">
        {head} <span className="font-normal">{people.length}</span>
      </h2>
      <Growing items={people} className="-mx-3 mt-1">
        {(person) => (
          <li
            key={person.username}
            className="flex min-h-13 items-center gap-3 rounded-box px-3 py-1 [contain-intrinsic-size:auto_52px] [content-visibility:auto] hover:bg-hover"
          >
            <PersonName person={person} badge={person.part === 'student' ? person.role : person.part} />
            <PersonMenu person={person} course={course} />
          </li>
        )}
      </Growing>
    </section>
  );
}

/** What the instructor does with somebody of the course; each can be undone. */
function PersonMenu({ person: { username, nickname, part }, course }: { person: CoursePerson; course: Course }) {
  const text = useCoursesText();
  const textOf = useRefusalText();
  const may = useMayIn(course);
  const code = course.course_code;
  if (!may.govern || part === 'instructor') return null;

  const act = (doing: Promise<void>, said: string, undo: () => Promise<void>) => {
    const refused = (error: unknown) => complain(textOf(error));
    doing.then(() => say(said, () => void undo().catch(refused)), refused);
  };
  return (
    <Menu
      trigger={
        <IconButton label={text.personMenu(nickname)}>
          <Ellipsis size={20} aria-hidden />
        </IconButton>
      }
    >
      {part === 'student' ? (
        <>
          <MenuItem
            onChoose={() =>
              act(setAssistant(code, username, true), text.nowAssistant(nickname), async () => {
                await setAssistant(code, username, false);
                await putIn(code, username);
              })
            }
          >
            <UserRoundCheck size={16} aria-hidden />
            {text.makeAssistant}
          </MenuItem>
          <MenuItem
            danger
            onChoose={() => act(putOut(code, username), text.putOutDone(nickname), () => putIn(code, username))}
          >
            <UserMinus size={16} aria-hidden />
            {text.putOut}
          </MenuItem>
        </>
      ) : (
        <MenuItem
          danger
          onChoose={() =>
            act(setAssistant(code, username, false), text.noAssistant(nickname), () =>
              setAssistant(code, username, true),
            )
          }
        >
          <UserRoundX size={16} aria-hidden />
          {text.dismissAssistant}
        </MenuItem>
      )}
    </Menu>
  );
}
