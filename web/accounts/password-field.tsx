import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { IconButton } from '../kernel/ui/button.tsx';
import { Field } from '../kernel/ui/field.tsx';
import { findWeakness, LEAST, type Weakness } from './password-advice.ts';
import { useAccountsText } from './text.ts';

/** A secret, hidden until its writer wants to see it. */
export function PasswordField(props: Omit<ComponentProps<typeof Field>, 'end' | 'type'>) {
  const text = useAccountsText();
  const [shown, setShown] = useState(false);
  return (
    <Field
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      {...props}
      type={shown ? 'text' : 'password'}
      end={
        <IconButton
          label={shown ? text.hidePassword : text.showPassword}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff size={18} aria-hidden /> : <Eye size={18} aria-hidden />}
        </IconButton>
      }
    />
  );
}

/** A password being chosen, with what is weak in it. `staff`: an account that can do harm, so a longer one is right. */
export function NewPasswordField({
  username,
  staff,
  value,
  onChange,
  error,
  label,
}: {
  username: string;
  staff: boolean;
  value: string;
  onChange(value: string): void;
  error: string | undefined;
  label: string;
}) {
  const text = useAccountsText();
  const weakness = value === '' ? undefined : findWeakness(value, { username, staff });
  return (
    <PasswordField
      label={label}
      name="new-password"
      autoComplete="new-password"
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      hint={
        <>
          {value === '' && (staff ? text.advice.staffRule(LEAST) : text.advice.rule(LEAST))}
          <span role="status" className={weakness === undefined ? 'text-good' : 'text-ink'}>
            {value !== '' && (weakness === undefined ? `✓ ${text.advice.fine}` : `⚠ ${wordsOf(weakness, text.advice)}`)}
          </span>
        </>
      }
    />
  );
}

function wordsOf(weakness: Weakness, advice: ReturnType<typeof useAccountsText>['advice']): string {
  return 'more' in weakness ? advice[weakness.kind](weakness.more) : advice[weakness.kind];
}
