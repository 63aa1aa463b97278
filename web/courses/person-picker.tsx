import { type ReactNode, useState } from 'react';
import { type Person, usePeople } from '../accounts/people.ts';
import { PersonName } from '../chat/people-finder.tsx';
import { SearchField } from '../kernel/ui/search-field.tsx';
import { useCoursesText } from './text.ts';

/** Finds people by what of their name is written. `renderAction`: what stands at the end of each. */
export function PersonPicker({
  only = () => true,
  renderAction,
}: {
  only?(person: Person): boolean;
  renderAction(person: Person): ReactNode;
}) {
  const text = useCoursesText();
  const [written, setWritten] = useState('');
  const people = usePeople(written, { limit: 20 });
  const found = written.trim() === '' ? [] : (people.data?.filter(only) ?? []);
  return (
    <div className="flex flex-col gap-2">
      <SearchField label={text.findPeople} value={written} onChange={setWritten} />
      <div className="min-h-40">
        <ul className="-mx-3">
          {found.map((person) => (
            <li key={person.username} className="flex min-h-12 items-center gap-3 rounded-box px-3 py-1">
              <PersonName person={person} badge={person.role} />
              {renderAction(person)}
            </li>
          ))}
        </ul>
        <p role="status" className="text-quiet empty:hidden">
          {written.trim() !== '' && people.isSuccess && !people.isFetching && found.length === 0
            ? text.nobodyFound
            : ''}
        </p>
      </div>
    </div>
  );
}
