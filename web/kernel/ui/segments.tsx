import { useId } from 'react';
import { classes } from './classes.ts';

/** One of two or three choices, all in sight. */
export function Segments<Value extends string>({
  label,
  value,
  choices,
  onChoose,
}: {
  /** What is chosen; for a screen reader, unless `label` stands beside it anyway. */
  label: string;
  value: Value;
  /** `lang`: the language of the label, where it is not the page's. */
  choices: readonly { value: Value; label: string; lang?: string }[];
  onChoose(value: Value): void;
}) {
  const name = useId();
  return (
    <fieldset className="inline-flex shrink-0 rounded-box bg-hover p-0.5">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          lang={choice.lang}
          className={classes(
            'inline-flex min-h-8 cursor-pointer items-center rounded-box px-3 has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:min-h-11',
            choice.value === value ? 'bg-page font-bold text-ink' : 'text-quiet hover:text-ink',
          )}
        >
          <input
            type="radio"
            className="sr-only"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChoose(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  );
}
