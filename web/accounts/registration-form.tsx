import { useState } from 'react';
import { Button } from '../kernel/ui/button.tsx';
import { Field } from '../kernel/ui/field.tsx';
import { Problem } from './entrance.tsx';
import { useForm } from './form.ts';
import { register } from './me.ts';
import { NewPasswordField } from './password-field.tsx';
import { useSchool } from './school.ts';
import { useAccountsText } from './text.ts';
import { UsernameField } from './username-field.tsx';

/**
 * Makes an account and signs it in. `codeIs`: whether nobody gets in without a code, or some have one; `given`: a code that is here
 * already and shows only when it is refused.
 */
export function RegistrationForm({
  codeIs,
  given = '',
  codeLabel,
  codeHint,
  submit,
}: {
  codeIs: 'needed' | 'possible';
  given?: string;
  codeLabel: string;
  codeHint?: string;
  submit: string;
}) {
  const text = useAccountsText();
  const byAnswer = useSchool().data?.recovery !== 'code';
  const [unfolded, setUnfolded] = useState(false);
  const [code, setCode] = useState(given);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [answer, setAnswer] = useState('');
  const form = useForm<'code' | 'username' | 'password' | 'answer'>({
    gaps: () => ({
      code: codeIs === 'needed' && code.trim() === '' ? text.missing.code : undefined,
      username: username === '' ? text.missing.username : undefined,
      password: password === '' ? text.missing.newPassword : undefined,
    }),
    about: {
      invalid_auth_code: 'code',
      registration_closed: 'code',
      username_taken: 'username',
      invalid_username: 'username',
      username_imitates_staff: 'username',
      password_length: 'password',
      password_length_staff: 'password',
      password_common: 'password',
      security_answer_too_long: 'answer',
    },
    send: () =>
      register({
        username,
        password,
        ...(byAnswer && answer.trim() !== '' && { security_answer: answer }),
        ...(code.trim() !== '' && { auth_code: code.trim() }),
      }),
  });
  const codeError = form.errorOf('code');
  const asksCode = unfolded || codeError !== undefined || (codeIs === 'needed' && given === '');
  const codeField = (
    <Field
      label={codeLabel}
      name="code"
      autoCapitalize="none"
      spellCheck={false}
      autoFocus={unfolded}
      value={code}
      onChange={(event) => setCode(event.currentTarget.value)}
      {...(codeHint !== undefined && { hint: codeHint })}
      error={codeError}
    />
  );

  return (
    <form {...form.props} className="flex flex-col gap-4">
      {codeIs === 'needed' && asksCode && codeField}
      <UsernameField chosen value={username} onChange={setUsername} error={form.errorOf('username')} />
      <NewPasswordField
        label={text.password}
        username={username}
        staff={code.trim() !== ''}
        value={password}
        onChange={setPassword}
        error={form.errorOf('password')}
      />
      {byAnswer && (
        <Field
          label={text.securityAnswer}
          name="answer"
          value={answer}
          onChange={(event) => setAnswer(event.currentTarget.value)}
          hint={text.answerHint}
          error={form.errorOf('answer')}
        />
      )}
      {codeIs === 'possible' && asksCode && codeField}
      {codeIs === 'possible' && !asksCode && (
        <Button look="quiet" className="-ml-4 self-start" onClick={() => setUnfolded(true)}>
          {text.haveCode}
        </Button>
      )}
      <Problem>{form.problem}</Problem>
      <Button type="submit" look="main" busy={form.busy} className="min-h-11">
        {submit}
      </Button>
    </form>
  );
}
