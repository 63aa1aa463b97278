import { Switch as Base } from '@base-ui/react/switch';

/** On or off, at once. */
export function Switch({
  label,
  on,
  disabled = false,
  onChange,
}: {
  label: string;
  on: boolean;
  disabled?: boolean;
  onChange(on: boolean): void;
}) {
  return (
    <Base.Root
      aria-label={label}
      checked={on}
      disabled={disabled}
      onCheckedChange={onChange}
      className="flex h-7 w-12 shrink-0 items-center rounded-round bg-control p-0.5 transition-colors duration-150 data-checked:bg-accent data-disabled:opacity-40 pointer-coarse:my-2"
    >
      <Base.Thumb className="size-6 rounded-round bg-page transition-transform duration-150 data-checked:translate-x-5" />
    </Base.Root>
  );
}
