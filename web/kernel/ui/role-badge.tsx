import { useWords } from '../text/words.ts';

/** Drawn by us beside a name, with what no nickname can hold: a filled shape of its own. Students have none. */
export function RoleBadge({ role }: { role: string }) {
  const { roles } = useWords();
  if (role !== 'instructor' && role !== 'admin' && role !== 'assistant') return null;
  return (
    <span className="shrink-0 rounded-box border border-accent/40 bg-accent-soft px-1.5 text-small text-accent">
      {roles[role]}
    </span>
  );
}
