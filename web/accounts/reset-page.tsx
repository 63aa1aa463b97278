import { useState } from 'react';
import { Button } from '../kernel/ui/button.tsx';
import { Field } from '../kernel/ui/field.tsx';
import { Entrance, EntranceLink, Problem } from './entrance.tsx';
import { useForm } from './form.ts';
import { resetPassword } from './me.ts';
import { NewPasswordField } from './password-field.tsx';
import { useSchool } from './school.ts';
import { useAccountsText } from './text.ts';
import { UsernameField } from './username-field.tsx';

export function ResetPage() {
  const text = useAccountsText();
  const school = useSchool();
  const byCode = school.data?.recovery === 'code';
  const [username, setUsername] = useState('');
  const [proof, setProof] = useState('');
  const [password, setPassword] = useState('');
  const form = useForm<'username' | 'proof' | 'password'>({
    gaps: () => ({
      username: username === '' ? text.missing.username : undefined,
      proof: proof.trim() === '' ? (byCode ? text.missing.code : text.missing.answer) : undefined,
      password: password === '' ? text.missing.newPassword : undefined,
    }),
    about: {
      user_not_found: 'username',
      invalid_security_answer: 'proof',
      invalid_recovery_code: 'proof',
      password_length: 'password',
      password_length_staff: 'password',
      password_common: 'password',
    },
    send: () => resetPassword({ username, password, proof: byCode ? proof.trim() : proof }),
  });

  return (
    <Entrance title={text.reset}>
      <p>{byCode ? text.resetByCode : text.resetByAnswer}</p>
      <form {...form.props} className="flex flex-col gap-4">
        <UsernameField value={username} onChange={setUsername} error={form.errorOf('username')} />
        <Field
          label={byCode ? text.recoveryCode : text.securityAnswer}
          name="proof"
          autoComplete={byCode ? 'one-time-code' : 'off'}
          spellCheck={false}
          value={proof}
          onChange={(event) => setProof(event.currentTarget.value)}
          error={form.errorOf('proof')}
          {...(!byCode && { hint: text.noAnswer })}
        />
        <NewPasswordField
          label={text.newPassword}
          username={username}
          staff={false}
          value={password}
          onChange={setPassword}
          error={form.errorOf('password')}
        />
        <Problem>{form.problem}</Problem>
        <Button type="submit" look="main" busy={form.busy} className="min-h-11">
          {text.doReset}
        </Button>
      </form>
      <p>
        <EntranceLink to="/sign-in">{text.toSignIn}</EntranceLink>
      </p>
    </Entrance>
  );
}
