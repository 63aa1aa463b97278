import { Link } from 'wouter';
import { useSignedIn } from '../accounts/me.ts';
import { Section, Setting } from '../accounts/section.tsx';
import { Button } from '../kernel/ui/button.tsx';
import { Switch } from '../kernel/ui/switch.tsx';
import { useAttentionText } from './attention-text.ts';
import { useBlock, useBlocked } from './directs.ts';
import { usePeopleText } from './people-text.ts';
import { usePreferences } from './preferences.ts';
import { useReports } from './reports.ts';

/** What of the chats is one's own: for staff what was reported, and whom one has blocked. */
export function MineInChats() {
  const { role } = useSignedIn();
  return (
    <>
      {role !== 'student' && <Reported />}
      <Signs />
      <BlockedPeople />
    </>
  );
}

/** What others see of the reader: each can be turned off. */
function Signs() {
  const words = useAttentionText();
  const { preferences, set } = usePreferences();
  if (preferences === undefined) return null;
  return (
    <Section title={words.mySigns}>
      <Setting name={words.showPresence} hint={words.showPresenceHint}>
        <Switch label={words.showPresence} on={preferences.presence} onChange={(presence) => set({ presence })} />
      </Setting>
      <Setting name={words.showTyping} hint={words.showTypingHint}>
        <Switch label={words.showTyping} on={preferences.typing} onChange={(typing) => set({ typing })} />
      </Setting>
    </Section>
  );
}

function Reported() {
  const words = usePeopleText();
  const open = useReports('open').data?.pages[0]?.open_count;
  return (
    <Section title={words.reports}>
      <Setting name={open === undefined ? words.reports : words.openCount(open)}>
        <Link
          href="/reports"
          className="inline-flex min-h-9 items-center rounded-box border border-control/50 px-4 font-bold hover:bg-hover pointer-coarse:min-h-11"
        >
          {words.reports}
        </Link>
      </Setting>
    </Section>
  );
}

function BlockedPeople() {
  const words = usePeopleText();
  const { data } = useBlocked();
  if (data === undefined || data.length === 0) return null;
  return (
    <Section title={words.blockedPeople}>
      {data.map((person) => (
        <BlockedPerson key={person.username} person={person} />
      ))}
    </Section>
  );
}

function BlockedPerson({ person }: { person: { username: string; nickname: string } }) {
  const words = usePeopleText();
  const { turn } = useBlock(person);
  return (
    <Setting name={person.nickname} hint={`@${person.username}`}>
      <Button onClick={turn}>{words.unblock}</Button>
    </Setting>
  );
}
