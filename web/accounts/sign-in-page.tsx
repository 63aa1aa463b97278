import { useState } from 'react';
import { useWords } from '../kernel/text/words.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Entrance, EntranceLink, Invited, Problem } from './entrance.tsx';
import { useForm } from './form.ts';
import { hasEnded, signIn } from './me.ts';
import { PasswordField } from './password-field.tsx';
import { useSchool } from './school.ts';
import { useAccountsText } from './text.ts';
import { UsernameField } from './username-field.tsx';

/** Stands at every address while nobody is signed in; the page that was asked for comes up in its place afterwards. */
export function SignInPage() {
  const text = useAccountsText();
  const words = useWords();
  const school = useSchool();
  const [ended] = useState(hasEnded);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const form = useForm<'username' | 'password'>({
    gaps: () => ({
      username: username === '' ? text.missing.username : undefined,
      password: password === '' ? text.missing.password : undefined,
    }),
    about: { invalid_login: 'password' },
    send: () => signIn({ username, password }),
  });

  return (
    <Entrance title={text.signIn}>
      <Invited />
      {ended && <p role="status">{words.sessionEnded}</p>}
      {school.data?.needs_admin === true && <p className="rounded-box bg-mark px-3 py-2">{text.needsAdmin}</p>}
      <form {...form.props} className="flex flex-col gap-4">
        <UsernameField value={username} onChange={setUsername} error={form.errorOf('username')} autoFocus />
        <PasswordField
          label={text.password}
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={form.errorOf('password')}
        />
        <Problem>{form.problem}</Problem>
        <Button type="submit" look="main" busy={form.busy} className="min-h-11">
          {text.signIn}
        </Button>
      </form>
      <p className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <EntranceLink to="/reset">{text.forgotten}</EntranceLink>
        <span className="flex items-baseline gap-2 text-quiet">
          {text.noAccount} <EntranceLink to="/register">{text.toRegister}</EntranceLink>
        </span>
      </p>
    </Entrance>
  );
}
