import { Field } from '../kernel/ui/field.tsx';
import { useAccountsText } from './text.ts';

/** The name for signing in. `chosen`: it is being made up here, so its rules show while it is typed. */
export function UsernameField({
  value,
  onChange,
  error,
  chosen = false,
  ...rest
}: {
  value: string;
  onChange(value: string): void;
  error: string | undefined;
  chosen?: boolean;
  autoFocus?: boolean;
}) {
  const text = useAccountsText();
  const broken = chosen ? findBroken(value) : undefined;
  return (
    <Field
      {...rest}
      label={text.username}
      name="username"
      autoComplete="username"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...(chosen && {
        hint: (
          <span role="status" className={broken === undefined ? undefined : 'text-ink'}>
            {broken === undefined ? text.usernameHint : `⚠ ${text.usernameRules[broken]}`}
          </span>
        ),
      })}
    />
  );
}

/** The rules that can be seen here; that a name is free, and like nobody else's, only the server knows. */
function findBroken(name: string): 'long' | 'spaces' | 'invisible' | undefined {
  if ([...name].length > 64) return 'long';
  if (/\p{C}/u.test(name)) return 'invisible';
  if (name.trim() !== name) return 'spaces';
  return undefined;
}
