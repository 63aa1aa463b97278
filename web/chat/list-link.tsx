import type { LucideIcon } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { classes } from '../kernel/ui/classes.ts';

/** A way from above the rooms to what is gathered of all of them, and how much of it is new; `said`: the count in words. */
export function ListLink({
  to,
  icon: Icon,
  name,
  count,
  said,
}: {
  to: string;
  icon: LucideIcon;
  name: string;
  count: number;
  said: string;
}) {
  const here = useLocation()[0] === to;
  return (
    <Link
      href={to}
      aria-current={here ? 'page' : undefined}
      className={classes(
        'flex min-h-11 items-center gap-3 rounded-box px-3',
        here ? 'bg-chosen' : 'hover:bg-hover',
        count === 0 && 'text-quiet',
      )}
    >
      <Icon size={18} aria-hidden className="shrink-0 text-quiet" />
      <span className="min-w-0 grow truncate">{name}</span>
      {count > 0 && (
        <span className="text-small text-quiet">
          <span aria-hidden>{count > 99 ? '99+' : count}</span>
          <span className="sr-only">{said}</span>
        </span>
      )}
    </Link>
  );
}
