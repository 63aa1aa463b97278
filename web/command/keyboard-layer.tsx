import { useState } from 'react';
import type { Person } from '../accounts/people.ts';
import { useSignOut } from '../accounts/sign-out.tsx';
import { NewDirect } from '../chat/new-chat.tsx';
import { NewGroup } from '../chat/new-group.tsx';
import { ReportDialog } from '../chat/report-dialog.tsx';
import { CreateCourse } from '../courses/create-course.tsx';
import { closeOverlay, useOverlay } from '../kernel/palette.ts';
import { CommandPalette } from './command-palette.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { useShortcuts } from './shortcuts.ts';
import { ShortcutsHelp } from './shortcuts-help.tsx';

/** What the keyboard reaches from every screen: the palette, the shortcuts, and what the palette opens. */
export function KeyboardLayer() {
  const overlay = useOverlay();
  const [made, setMade] = useState<'group' | 'direct' | 'course'>();
  const [person, setPerson] = useState<Person>();
  const { leave, dialog } = useSignOut();
  useShortcuts();
  return (
    <>
      <CommandPalette
        open={overlay?.kind === 'palette'}
        nth={overlay?.nth}
        onClose={closeOverlay}
        openers={{
          newGroup: () => setMade('group'),
          newDirect: () => setMade('direct'),
          createCourse: () => setMade('course'),
          person: setPerson,
          signOut: leave,
        }}
      />
      <ShortcutsHelp open={overlay?.kind === 'shortcuts'} onClose={closeOverlay} />
      <NewGroup open={made === 'group'} onClose={() => setMade(undefined)} />
      {made === 'course' && <CreateCourse onClose={() => setMade(undefined)} />}
      <NewDirect open={made === 'direct'} onClose={() => setMade(undefined)} />
      <ReportDialog />
      <PersonDialog person={person} onClose={() => setPerson(undefined)} />
      {dialog}
    </>
  );
}
