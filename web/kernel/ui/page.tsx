import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useArrival } from '../arrival.ts';
import { useWords } from '../text/words.ts';

/** A screen with its heading. `back`: where the arrow leads on a phone. */
export function Page({
  title,
  back,
  actions,
  children,
}: {
  title: string;
  back?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={title} {...(back !== undefined && { back })} actions={actions} />
      <div className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto w-full max-w-2xl px-4 py-4 sm:px-6">{children}</div>
      </div>
    </div>
  );
}

export function PageHead({ title, back, actions }: { title: ReactNode; back?: string; actions?: ReactNode }) {
  const words = useWords();
  const heading = useArrival();
  return (
    <header className="flex min-h-14 shrink-0 items-center gap-2 border-b border-line px-4 sm:px-6">
      {back !== undefined && (
        <Link
          href={back}
          aria-label={words.back}
          className="-ml-2 inline-flex size-11 items-center justify-center rounded-box text-quiet hover:bg-hover lg:hidden"
        >
          <ArrowLeft size={20} aria-hidden />
        </Link>
      )}
      <h1 ref={heading} tabIndex={-1} className="min-w-0 grow truncate text-title font-bold outline-none">
        {title}
      </h1>
      {actions}
    </header>
  );
}
