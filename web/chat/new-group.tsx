import { useMutation } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { useSignedIn } from '../accounts/me.ts';
import type { Person } from '../accounts/people.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { Field } from '../kernel/ui/field.tsx';
import { complain } from '../kernel/ui/toasts.tsx';
import { createGroup } from './groups.ts';
import { PeopleFinder } from './people-finder.tsx';
import { useChatText } from './text.ts';

export function NewGroup({ open, onClose }: { open: boolean; onClose(): void }) {
  const words = useChatText();
  return (
    <Dialog title={words.newGroup} open={open} onClose={onClose}>
      <Form onDone={onClose} />
    </Dialog>
  );
}

function Form({ onDone }: { onDone(): void }) {
  const words = useChatText();
  const textOf = useRefusalText();
  const me = useSignedIn().username;
  const [, go] = useLocation();
  const [name, setName] = useState('');
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [nameless, setNameless] = useState(false);
  const making = useMutation({
    mutationFn: () =>
      createGroup(
        me,
        name.trim(),
        people.map(({ username }) => username),
      ),
    onSuccess: ({ code, left }) => {
      if (left.length > 0) complain(words.someNotAdded(left.join(words.between)));
      onDone();
      go(`/chats/${code}`);
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    setNameless(name.trim() === '');
    if (name.trim() !== '') making.mutate();
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <Field
        label={words.groupName}
        hint={words.groupNameHint}
        error={nameless ? words.groupNameNeeded : undefined}
        value={name}
        maxLength={200}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setNameless(false);
        }}
      />
      <div className="flex flex-col gap-2">
        <h3 className="font-bold">{words.people}</h3>
        {people.length > 0 && (
          <ul className="flex flex-wrap gap-2">
            {people.map((person) => (
              <li key={person.username}>
                <button
                  type="button"
                  aria-label={words.takeOut(person.nickname)}
                  onClick={() => setPeople(people.filter((one) => one !== person))}
                  className="inline-flex min-h-8 items-center gap-1 rounded-round bg-accent-soft px-3 hover:bg-chosen pointer-coarse:min-h-11"
                >
                  {person.nickname}
                  <X size={16} aria-hidden />
                </button>
              </li>
            ))}
          </ul>
        )}
        <PeopleFinder
          inside={new Set([me, ...people.map(({ username }) => username)])}
          onPick={(person) => setPeople([...people, person])}
        />
      </div>
      {making.isError && (
        <p role="alert" className="text-danger">
          {textOf(making.error)}
        </p>
      )}
      {/* However many people were found, it stays in sight. */}
      <div className="sticky -bottom-6 -mx-6 -mb-6 flex justify-end bg-raised px-6 pt-2 pb-6">
        <Button look="main" type="submit" busy={making.isPending}>
          {words.create}
        </Button>
      </div>
    </form>
  );
}
