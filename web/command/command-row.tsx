import { CornerDownLeft } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { classes } from '../kernel/ui/classes.ts';
import type { Command } from './commands.ts';

/** One line of the palette. The focus stays in the field; `active`: Enter runs it. */
export function CommandRow({
  id,
  command: { name, note, icon: Icon },
  active,
  onPoint,
  onRun,
}: {
  id: string;
  command: Command;
  active: boolean;
  onPoint(): void;
  onRun(): void;
}) {
  const row = useRef<HTMLDivElement>(null);
  // The arrows may lead to a line that is scrolled away.
  useEffect(() => {
    if (active) row.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      ref={row}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      onPointerMove={active ? undefined : onPoint}
      onClick={onRun}
      onKeyDown={(event) => event.key === 'Enter' && onRun()}
      className={classes(
        'mx-2 flex min-h-9 cursor-pointer items-center gap-3 rounded-box px-2 pointer-coarse:min-h-12',
        active && 'bg-chosen',
      )}
    >
      <Icon size={18} aria-hidden className="shrink-0 text-quiet" />
      <span className="min-w-0 truncate">{name}</span>
      {note !== undefined && <span className="min-w-0 shrink-[4] truncate text-small text-quiet">{note}</span>}
      {active && <CornerDownLeft size={16} aria-hidden className="ml-auto shrink-0 text-quiet pointer-coarse:hidden" />}
    </div>
  );
}
