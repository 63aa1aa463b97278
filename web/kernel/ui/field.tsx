import { type ComponentProps, type ReactNode, useId } from 'react';
import { classes } from './classes.ts';

const box =
  'w-full rounded-box border border-control bg-page px-3 py-2 text-ink placeholder:text-quiet aria-invalid:border-danger pointer-coarse:min-h-11';

type Around = { label: string; hint?: ReactNode; error?: string | undefined };

/** A line of text with its label; `error` is read out and stands below it. `end`: a control at the end of the line. */
export function Field({
  label,
  hint,
  error,
  end,
  className,
  ...rest
}: ComponentProps<'input'> & Around & { end?: ReactNode }) {
  const id = useId();
  return (
    <Labelled {...{ id, label, hint, error, className }}>
      <div className="relative">
        <input
          autoComplete="off"
          {...rest}
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={describedBy(id, hint, error)}
          className={classes(box, end !== undefined && 'pr-11')}
        />
        {end !== undefined && <span className="absolute inset-y-0 right-0.5 flex items-center">{end}</span>}
      </div>
    </Labelled>
  );
}

/** Several lines of text. */
export function TextArea({ label, hint, error, className, ...rest }: ComponentProps<'textarea'> & Around) {
  const id = useId();
  return (
    <Labelled {...{ id, label, hint, error, className }}>
      <textarea
        {...rest}
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={describedBy(id, hint, error)}
        className={box}
      />
    </Labelled>
  );
}

/** One of a few choices. */
export function Choice<Value extends string>({
  label,
  hint,
  value,
  choices,
  onChoose,
  className,
}: Around & {
  value: Value;
  choices: readonly { value: Value; label: string }[];
  onChoose(value: Value): void;
  className?: string | undefined;
}) {
  const id = useId();
  return (
    <Labelled {...{ id, label, hint, error: undefined, className }}>
      <select
        id={id}
        value={value}
        aria-describedby={describedBy(id, hint, undefined)}
        onChange={(event) => {
          const chosen = choices.find((one) => one.value === event.currentTarget.value);
          if (chosen !== undefined) onChoose(chosen.value);
        }}
        className={box}
      >
        {choices.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

function Labelled({
  id,
  label,
  hint,
  error,
  className,
  children,
}: Around & { id: string; className?: string | undefined; children: ReactNode }) {
  return (
    <div className={classes('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-bold">
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-small text-quiet">
          {hint}
        </p>
      )}
      <p id={`${id}-error`} role="alert" className="text-small text-danger empty:hidden">
        {error}
      </p>
    </div>
  );
}

function describedBy(id: string, hint: ReactNode, error: string | undefined): string | undefined {
  const ids = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}
