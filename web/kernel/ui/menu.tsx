import { Menu as Base } from '@base-ui/react/menu';
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
