import type { ComponentProps } from 'react';
import { classes } from './classes.ts';

type Look = 'main' | 'plain' | 'quiet' | 'danger';

const looks: { [Kind in Look]: string } = {
  main: 'bg-accent text-accent-ink hover:opacity-90',
  plain: 'border border-control/50 bg-page text-ink hover:bg-hover',
  quiet: 'text-ink hover:bg-hover',
  danger: 'border border-danger/50 text-danger hover:bg-danger-soft',
};

/** A button with words. `busy`: what it began is not done; it cannot be pressed twice. */
export function Button({
  look = 'plain',
  busy = false,
  className,
  children,
  ...rest
}: ComponentProps<'button'> & { look?: Look; busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled === true || busy}
      aria-busy={busy}
      className={classes(
        'inline-flex min-h-9 items-center justify-center gap-2 rounded-box px-4 py-1 font-bold transition-opacity disabled:opacity-50 pointer-coarse:min-h-11',
        looks[look],
        className,
      )}
    >
      {children}
    </button>
  );
}

/** A button that is a picture. `label` is what it is called and shows on hover. */
export function IconButton({ label, className, children, ...rest }: ComponentProps<'button'> & { label: string }) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={classes(
        'inline-flex size-9 shrink-0 items-center justify-center rounded-box text-quiet hover:bg-hover hover:text-ink disabled:opacity-40 pointer-coarse:size-11',
        className,
      )}
    >
      {children}
    </button>
  );
}
