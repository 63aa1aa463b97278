import { Search } from 'lucide-react';
import { type ComponentProps } from 'react';

/** A field to find with, told by its picture and its name. */
export function SearchField({
  label,
  value,
  onChange,
  ...rest
}: Omit<ComponentProps<'input'>, 'onChange' | 'value'> & {
  label: string;
  value: string;
  onChange(value: string): void;
}) {
  return (
    <label className="relative block">
      <Search size={18} aria-hidden className="absolute top-1/2 left-3 -translate-y-1/2 text-quiet" />
      <input
        {...rest}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
        className="min-h-9 w-full rounded-box border border-control/60 bg-page pr-3 pl-10 placeholder:text-quiet pointer-coarse:min-h-11"
      />
    </label>
  );
}
