import { useInfiniteQuery } from '@tanstack/react-query';
import { type Hit, search } from '../../contract/search.ts';
import { call } from '../kernel/api.ts';

export type { Hit };
/** What is looked for, as the address of the page says it; empty: anything. Dates as `2024-11-29`, in the reader's zone. */
export type Sought = {
  q: string;
  room: string;
  course: string;
  sender: string;
  from: string;
  to: string;
  file: string;
};

const NOTHING: Sought = { q: '', room: '', course: '', sender: '', from: '', to: '', file: '' };
const A_DAY = 86_400_000;

export function soughtIn(address: string): Sought {
  const given = new URLSearchParams(address);
  const part = (name: keyof Sought) => given.get(name) ?? '';
  return {
    q: part('q'),
    room: part('room'),
    course: part('course'),
    sender: part('sender'),
    from: part('from'),
    to: part('to'),
    file: part('file'),
  };
}

export function addressOfSearch(sought: Partial<Sought>): string {
  const parts = Object.entries(sought).filter(([, value]) => value !== '');
  return `/search?${new URLSearchParams(parts)}`;
}

/** The words stay, everything else is let go. */
export function withoutFilters({ q }: Sought): Sought {
  return { ...NOTHING, q };
}

export function hasFilters(sought: Sought): boolean {
  return Object.values({ ...sought, q: '' }).some((value) => value !== '');
}

/** Without words the server wants a sender or files. */
export function canSearch({ q, sender, file }: Sought): boolean {
  return q.trim() !== '' || sender !== '' || file !== '';
}

/** What fits, newest first, a page at a time. */
export function useHits(sought: Sought) {
  return useInfiniteQuery({
    queryKey: ['passing', 'search', sought],
    queryFn: ({ pageParam }) => call(search, { ...inputOf(sought), ...(pageParam !== '' && { before: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => (next === '' ? undefined : next),
    enabled: canSearch(sought),
    staleTime: 0,
  });
}

function inputOf({ q, room, course, sender, from, to, file }: Sought) {
  const [since, until] = [startOf(from), startOf(to)];
  return {
    ...(q.trim() !== '' && { query: q.trim() }),
    ...(room !== '' && { room_code: room }),
    ...(course !== '' && { course_code: course }),
    ...(sender !== '' && { sender }),
    ...(since !== undefined && { from: since }),
    ...(until !== undefined && { to: until + A_DAY }),
    ...(file !== '' && { has_file: 1 }),
  };
}

function startOf(day: string): number | undefined {
  const start = new Date(`${day}T00:00`).getTime();
  return Number.isNaN(start) ? undefined : start;
}
