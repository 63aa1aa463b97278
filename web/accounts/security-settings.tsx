import { useState } from 'react';
import { useWords } from '../kernel/text/words.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Dialog } from '../kernel/ui/dialog.tsx';
import { Field } from '../kernel/ui/field.tsx';
import { say } from '../kernel/ui/toasts.tsx';
import { Problem } from './entrance.tsx';
import { useForm } from './form.ts';
import { useSignedIn } from './me.ts';
import { NewPasswordField, PasswordField } from './password-field.tsx';
import { changeAnswer, changePassword } from './profile.ts';
import { useSchool } from './school.ts';
import { Section, Setting } from './section.tsx';
import { useAccountsText } from './text.ts';

/** Password and security answer. */
export function SecuritySettings() {
  const text = useAccountsText();
  const me = useSignedIn();
  const byAnswer = useSchool().data?.recovery !== 'code';
  const [open, setOpen] = useState<'password' | 'answer'>();
  const close = () => setOpen(undefined);
  const answerAct = me.has_answer ? text.changeAnswer : text.setAnswer;
  return (
    <Section title={text.security}>
      <Setting name={text.password} hint={text.passwordHint}>
        <Button aria-label={text.changePassword} onClick={() => setOpen('password')}>
          {text.change}
        </Button>
      </Setting>
      {byAnswer && (
        <Setting name={text.securityAnswer} hint={me.has_answer ? text.answerSet : text.answerNotSet}>
          <Button aria-label={answerAct} onClick={() => setOpen('answer')}>
            {me.has_answer ? text.change : text.set}
          </Button>
        </Setting>
      )}
      <Dialog title={text.changePassword} open={open === 'password'} onClose={close}>
        <PasswordForm onDone={close} />
      </Dialog>
      <Dialog title={answerAct} open={open === 'answer'} onClose={close}>
        <AnswerForm onDone={close} />
      </Dialog>
    </Section>
  );
}

function PasswordForm({ onDone }: { onDone(): void }) {
  const text = useAccountsText();
  const words = useWords();
  const { username, role } = useSignedIn();
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const form = useForm<'old' | 'next'>({
    gaps: () => ({
      old: old === '' ? text.missing.oldPassword : undefined,
      next: next === '' ? text.missing.newPassword : undefined,
    }),
    about: { invalid_password: 'old', password_length: 'next', password_length_staff: 'next', password_common: 'next' },
    send: async () => {
      await changePassword({ username, old, next });
      say(text.passwordChanged);
      onDone();
    },
  });
  return (
    <form {...form.props} className="flex flex-col gap-4">
      {/* Password managers file the new password under this name. */}
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <PasswordField
        label={text.oldPassword}
        name="password"
        autoComplete="current-password"
        value={old}
        error={form.errorOf('old')}
        onChange={(event) => setOld(event.currentTarget.value)}
      />
      <NewPasswordField
        label={text.newPassword}
        username={username}
        staff={role !== 'student'}
        value={next}
        onChange={setNext}
        error={form.errorOf('next')}
      />
      <p className="text-small text-quiet">{text.passwordHint}</p>
      <Problem>{form.problem}</Problem>
      <Button type="submit" look="main" busy={form.busy}>
        {words.save}
      </Button>
    </form>
  );
}

function AnswerForm({ onDone }: { onDone(): void }) {
  const text = useAccountsText();
  const words = useWords();
  const { username } = useSignedIn();
  const [password, setPassword] = useState('');
  const [answer, setAnswer] = useState('');
  const form = useForm<'password' | 'answer'>({
    gaps: () => ({
      password: password === '' ? text.missing.oldPassword : undefined,
      answer: answer.trim() === '' ? text.missing.answer : undefined,
    }),
    about: { invalid_password: 'password', security_answer_too_long: 'answer' },
    send: async () => {
      await changeAnswer({ username, password, answer });
      say(text.answerChanged);
      onDone();
    },
  });
  return (
    <form {...form.props} className="flex flex-col gap-4">
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <PasswordField
        label={text.password}
        name="password"
        autoComplete="current-password"
        value={password}
        error={form.errorOf('password')}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Field
        label={text.securityAnswer}
        name="answer"
        value={answer}
        hint={text.answerHintShort}
        error={form.errorOf('answer')}
        onChange={(event) => setAnswer(event.currentTarget.value)}
      />
      <Problem>{form.problem}</Problem>
      <Button type="submit" look="main" busy={form.busy}>
        {words.save}
      </Button>
    </form>
  );
}
