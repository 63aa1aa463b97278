import { Copy } from 'lucide-react';
import { Button } from '../kernel/ui/button.tsx';
import { say } from '../kernel/ui/toasts.tsx';
import { useCoursesText } from './text.ts';

/** Copies a text; not there where the browser has no clipboard (plain http), what it would copy can be selected then. */
export function CopyButton({ text: copied, label }: { text: string; label: string }) {
  const text = useCoursesText();
  if (!('clipboard' in navigator)) return null;
  return (
    <Button onClick={() => void navigator.clipboard.writeText(copied).then(() => say(text.copied))}>
      <Copy size={16} aria-hidden />
      {label}
    </Button>
  );
}
