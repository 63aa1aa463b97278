import { useCommandText } from './text.ts';

/** For the keyboard: past the navigation and the list of rooms, into the screen. Seen only while it has the focus. */
export function SkipLink() {
  const text = useCommandText();
  return (
    <a
      href="#main"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById('main')?.focus();
      }}
      className="absolute top-2 left-2 z-50 -translate-y-20 rounded-box bg-raised px-4 py-2 text-accent shadow-over focus:translate-y-0"
    >
      {text.skip}
    </a>
  );
}
