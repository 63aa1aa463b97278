import { classes } from './classes.ts';

const sizes = { small: 'size-6 text-small', middle: 'size-9', large: 'size-20 text-head' };

/** Somebody's picture, else the first character of the name. Says nothing to a screen reader: the name stands beside it. */
export function Avatar({
  name,
  picture = '',
  size = 'middle',
}: {
  name: string;
  /** The id of a picture; empty: none. */
  picture?: string | undefined;
  size?: keyof typeof sizes;
}) {
  const shape = classes('shrink-0 rounded-round select-none', sizes[size]);
  if (picture !== '') {
    return (
      <img
        src={`/get_picture?picture=${encodeURIComponent(picture)}`}
        alt=""
        className={`${shape} bg-hover object-cover`}
      />
    );
  }
  return (
    <span
      aria-hidden
      className={`${shape} inline-flex items-center justify-center bg-accent-soft font-bold text-accent`}
    >
      {[...name.trim()][0]?.toUpperCase() ?? '?'}
    </span>
  );
}
