import { useState } from 'react';

const nameOf = (place: string) => `draft:${place}`;

/** What is being written in a place. On this device at once, so that a reload loses no letter. */
export function useDraft(place: string): [string, (text: string) => void] {
  const [written, setWritten] = useState({ place, text: readDraft(place) });
  const text = written.place === place ? written.text : readDraft(place);
  return [
    text,
    (next) => {
      if (next === '') localStorage.removeItem(nameOf(place));
      else localStorage.setItem(nameOf(place), next);
      setWritten({ place, text: next });
    },
  ];
}

function readDraft(place: string): string {
  return localStorage.getItem(nameOf(place)) ?? '';
}
