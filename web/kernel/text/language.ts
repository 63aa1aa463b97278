import { useSyncExternalStore } from 'react';

export type Language = 'zh' | 'en';

const LANGUAGE = 'language';
const watchers = new Set<() => void>();
let language: Language = readLanguage();
document.documentElement.lang = tagOf(language);

/** Chosen before, else what the browser asks for: Chinese for a first visit in Chinese. */
function readLanguage(): Language {
  const chosen = localStorage.getItem(LANGUAGE);
  if (chosen === 'zh' || chosen === 'en') return chosen;
  return navigator.languages.some((one) => one.toLowerCase().startsWith('zh')) ? 'zh' : 'en';
}

export function setLanguage(next: Language): void {
  language = next;
  localStorage.setItem(LANGUAGE, next);
  document.documentElement.lang = tagOf(next);
  for (const watcher of watchers) watcher();
}

export function useLanguage(): Language {
  return useSyncExternalStore(watch, now);
}

// The same two each time: a row that is drawn again does not subscribe again.
function watch(changed: () => void): () => void {
  watchers.add(changed);
  return () => void watchers.delete(changed);
}

function now(): Language {
  return language;
}

/** What `Intl` calls it. */
export function tagOf(of: Language): string {
  return of === 'zh' ? 'zh-CN' : 'en';
}

/** A capability's texts: the same names in both languages, or it does not compile. Gives the hook that reads them. */
export function texts<T>(en: T, zh: T): () => T {
  return () => (useLanguage() === 'zh' ? zh : en);
}
