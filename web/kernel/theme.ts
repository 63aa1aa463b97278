import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const THEME = 'theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const watchers = new Set<() => void>();
let theme: Theme = readTheme();

function readTheme(): Theme {
  const chosen = localStorage.getItem(THEME);
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

function show(): void {
  const isDark = theme === 'dark' || (theme === 'system' && dark.matches);
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
}

show();
dark.addEventListener('change', show);

export function setTheme(next: Theme): void {
  theme = next;
  localStorage.setItem(THEME, next);
  show();
  for (const watcher of watchers) watcher();
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (changed) => {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
    () => theme,
  );
}
