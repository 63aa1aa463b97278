import { type ReactNode, useId } from 'react';

/** A part of a page of settings. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-10">
      <h2 id={id} className="mb-1 text-title font-bold">
        {title}
      </h2>
      <div className="divide-y divide-line">{children}</div>
    </section>
  );
}

/** One thing that can be set: what it is, and beside it what sets it. */
export function Setting({ name, hint, children }: { name: ReactNode; hint?: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex min-h-14 flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
      <div className="min-w-40 grow basis-0">
        <p>{name}</p>
        {hint !== undefined && <p className="text-small text-quiet">{hint}</p>}
      </div>
      {children}
    </div>
  );
}
