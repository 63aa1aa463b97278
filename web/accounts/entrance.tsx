import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { useArrival } from '../kernel/arrival.ts';
import { LanguageChoice } from './language-choice.tsx';
import { useAccountsText } from './text.ts';

/** A page for somebody who is not signed in: one column, one thing to do. */
export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  const text = useAccountsText();
  const heading = useArrival(title);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full w-full max-w-sm flex-col px-4 pt-6 pb-12 sm:pt-16">
        <header className="flex items-center gap-3">
          <img src="/app/icon.svg" alt="" width={36} height={36} className="rounded-box" />
          <p className="grow leading-tight">
            <span className="block text-title font-bold">Lamitt</span>
            <span className="block text-small text-quiet">{text.tagline}</span>
          </p>
          <LanguageChoice />
        </header>
        <main className="mt-10 flex flex-col gap-5">
          <h1 ref={heading} tabIndex={-1} className="text-head font-bold outline-none">
            {title}
          </h1>
          {children}
        </main>
      </div>
    </div>
  );
}

/** What refused a form as a whole. */
export function Problem({ children }: { children: string | undefined }) {
  return (
    <p role="alert" className="rounded-box bg-danger-soft px-3 py-2 text-danger empty:hidden">
      {children}
    </p>
  );
}

/** From one entrance page to another; what was asked for first is not forgotten on the way. */
export function EntranceLink({ to, children }: { to: '/sign-in' | '/register' | '/reset'; children: ReactNode }) {
  return (
    <Link
      href={to}
      state={{ askedFor: useAskedFor() }}
      className="inline-flex min-h-6 items-center text-accent underline-offset-4 hover:underline pointer-coarse:min-h-11"
    >
      {children}
    </Link>
  );
}

/** To who comes by an invitation's link: it is not forgotten on the way. */
export function Invited(): ReactNode {
  const text = useAccountsText();
  if (!useAskedFor().startsWith('/join#')) return null;
  return <p className="rounded-box bg-accent-soft px-3 py-2">{text.invited}</p>;
}

const ENTRANCES = ['/', '/sign-in', '/register', '/reset', '/start'];

/** The page that somebody wanted to see before they had to sign in; `/` when none. */
export function useAskedFor(): string {
  const state: unknown = useHistoryState();
  if (typeof state === 'object' && state !== null && 'askedFor' in state) {
    if (typeof state.askedFor === 'string' && state.askedFor.startsWith('/')) return state.askedFor;
  }
  const here = location.pathname.replace(/^\/app/, '') || '/';
  return ENTRANCES.includes(here) ? '/' : here + location.search + location.hash;
}
