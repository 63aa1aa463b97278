import { BookText, ClipboardList, Megaphone } from 'lucide-react';

const icons = { announcement: Megaphone, assignment: ClipboardList, content: BookText };

/** The picture of a kind of post; its word stands beside it. */
export function PostIcon({ section, className = 'shrink-0' }: { section: string; className?: string }) {
  const Icon = icons[sectionOf(section)];
  return <Icon size={16} aria-hidden className={className} />;
}

/** A server that is newer than this page may have more kinds. */
export function sectionOf(name: string): keyof typeof icons {
  return isSection(name) ? name : 'content';
}

function isSection(name: string): name is keyof typeof icons {
  return name in icons;
}
