import { useLanguage } from '../kernel/text/language.ts';
import { useTimes } from '../kernel/text/times.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Failed, Waiting } from '../kernel/ui/states.tsx';
import { deviceName } from './device-name.ts';
import { useEndSessions, useSessions } from './profile.ts';
import { Section, Setting } from './section.tsx';
import { useAccountsText } from './text.ts';

/** Where I am signed in, and signing out there. */
export function Devices() {
  const text = useAccountsText();
  const times = useTimes();
  const language = useLanguage();
  const sessions = useSessions();
  const { end, endOthers, busy } = useEndSessions();

  const nameOf = (agent: string) => {
    const { name, program } = deviceName(agent, language);
    return name ?? (program === undefined ? text.unknownDevice : text.program(program));
  };
  const ordered = sessions.data?.toSorted((a, b) => Number(b.current) - Number(a.current));
  return (
    <Section title={text.devices}>
      {ordered === undefined &&
        (sessions.isError ? (
          <Failed error={sessions.error} onRetry={() => void sessions.refetch()} />
        ) : (
          <Waiting lines={2} />
        ))}
      {ordered?.map(({ id, agent, used, current }) => (
        <Setting
          key={id}
          name={<span title={agent}>{nameOf(agent)}</span>}
          hint={
            current ? (
              <span className="text-good">{text.thisDevice}</span>
            ) : (
              <time dateTime={new Date(used).toISOString()} title={times.exact(used)}>
                {text.lastUsed(times.moment(used))}
              </time>
            )
          }
        >
          {!current && (
            <Button
              look="quiet"
              className="-mr-4"
              busy={busy}
              aria-label={text.signOutDevice(nameOf(agent))}
              onClick={() => end(id)}
            >
              {text.signOutOne}
            </Button>
          )}
        </Setting>
      ))}
      {(ordered?.length ?? 0) > 2 && (
        <Setting name="">
          <Button busy={busy} onClick={endOthers}>
            {text.signOutOthers}
          </Button>
        </Setting>
      )}
    </Section>
  );
}
