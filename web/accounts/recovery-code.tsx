import { useState } from 'react';
import { Button } from '../kernel/ui/button.tsx';
import { Field } from '../kernel/ui/field.tsx';
import { say } from '../kernel/ui/toasts.tsx';
import { Problem } from './entrance.tsx';
import { useForm } from './form.ts';
import { usePeople } from './people.ts';
import { createRecoveryCode } from './profile.ts';
import { Section } from './section.tsx';
import { useAccountsText } from './text.ts';

/** For staff, where the server resets passwords by code: makes one for somebody who cannot sign in. */
export function RecoveryCode() {
  const text = useAccountsText();
  const [written, setWritten] = useState('');
  const [made, setMade] = useState<{ username: string; code: string }>();
  const people = usePeople(written);
  const form = useForm<'username'>({
    gaps: () => ({ username: written.trim() === '' ? text.missing.person : undefined }),
    about: { user_not_found: 'username', not_your_student: 'username' },
    send: async () => {
      const username = written.trim();
      setMade({ username, code: await createRecoveryCode(username) });
      setWritten('');
    },
  });
  return (
    <Section title={text.makeRecoveryCode}>
      <form {...form.props} className="flex flex-col gap-3 pt-2">
        <Field
          label={text.username}
          hint={text.makeRecoveryHint}
          name="person"
          list="people-to-help"
          autoCapitalize="none"
          spellCheck={false}
          value={written}
          error={form.errorOf('username')}
          onChange={(event) => setWritten(event.currentTarget.value)}
        />
        <datalist id="people-to-help">
          {people.data?.map(({ username, nickname }) => (
            <option key={username} value={username}>
              {nickname}
            </option>
          ))}
        </datalist>
        <Problem>{form.problem}</Problem>
        <Button type="submit" busy={form.busy} className="self-start">
          {text.makeCode}
        </Button>
        <div role="status" className="empty:hidden">
          {made !== undefined && (
            <>
              <p>{text.codeFor(made.username)}</p>
              <p className="flex flex-wrap items-center gap-3 py-1">
                <code className="font-mono text-title font-bold select-all">{made.code}</code>
                {/* On plain http there is no clipboard; the code is marked by one click then. */}
                {isSecureContext && (
                  <Button onClick={() => void navigator.clipboard.writeText(made.code).then(() => say(text.copied))}>
                    {text.copy}
                  </Button>
                )}
              </p>
              <p className="text-small text-quiet">{text.codeUse}</p>
            </>
          )}
        </div>
      </form>
    </Section>
  );
}
