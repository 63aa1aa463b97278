import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { classes } from './classes.ts';

/** What can be done with a thing, behind one button. */
export function Menu({ trigger, children }: { trigger: ReactElement; children: ReactNode }) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-50">
          <Base.Popup className="min-w-44 rounded-box border border-line bg-raised py-1 shadow-over outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({
  onChoose,
  danger = false,
  children,
}: {
  onChoose(): void;
  danger?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.Item
      onClick={onChoose}
      className={classes(
        'flex min-h-9 cursor-pointer items-center gap-2 px-4 py-1 outline-none data-highlighted:bg-hover pointer-coarse:min-h-11',
        danger && 'text-danger',
      )}
    >
      {children}
    </Base.Item>
  );
}

/** One of a few levels, in a menu of their own; the one that holds is ticked. */
export function MenuChoices<Value extends string>({
  value,
  choices,
  onChoose,
}: {
  value: Value;
  choices: readonly { value: Value; label: string; hint?: string }[];
  onChoose(value: Value): void;
}) {
  return (
    <Base.RadioGroup value={value}>
      {choices.map((choice) => (
        <Base.RadioItem
          key={choice.value}
          value={choice.value}
          closeOnClick
          onClick={() => onChoose(choice.value)}
          className="flex min-h-9 max-w-72 cursor-pointer items-start gap-2 py-1.5 pr-4 pl-3 outline-none data-highlighted:bg-hover pointer-coarse:min-h-11"
        >
          <Check
            size={18}
            aria-hidden
            className={classes('mt-0.5 shrink-0', choice.value === value ? 'text-accent' : 'invisible')}
          />
          <span>
            {choice.label}
            {choice.hint !== undefined && <span className="block text-small text-quiet">{choice.hint}</span>}
          </span>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}
