import type { EntryView } from '../../contract/entry.ts';
import { live } from '../kernel/live.ts';
import { queries } from '../kernel/queries.ts';
import { isCourse } from './courses.ts';
import { peopleChanged } from './people.ts';
import { fetchPost, forgetPost, keepPost, knownRev, postsChanged, showsPosts } from './posts.ts';

/** With more posts of a course at once than this, what is shown is asked for anew as a whole. */
const ONE_BY_ONE = 5;
/** ms. What was read so shortly before a connection began has missed nothing. */
const FRESH = 1_000;
/** ms. A list of a hundred students comes in as a hundred entries. */
const GATHER = 500;

const ours: ReadonlySet<unknown> = new Set(['courses', 'course', 'activity', 'post']);

/** Keeps what is shown of courses current by the socket. Answers how to stop. */
export function followPosts(): () => void {
  const stops = [
    // While there was no connection anything may have happened.
    live.on('welcome', () => {
      const fresh = Date.now() - FRESH;
      void queries.invalidateQueries({
        predicate: ({ queryKey: [first], state }) => ours.has(first) && state.dataUpdatedAt < fresh,
      });
    }),
    live.on('entries', (code, entries) => {
      if (isCourse(code)) followCourse(code, entries);
    }),
    live.on('resync', (code) => {
      if (isCourse(code)) postsChanged(code);
    }),
    // Into a course or out of it, on whatever device: what is new is another list then.
    live.on('inbox', (entries) => {
      for (const { kind, room_code } of entries) {
        if (kind === 'read') continue;
        if (kind === 'room_removed') queries.removeQueries({ queryKey: ['course', room_code] });
        gather('activity', () => void queries.invalidateQueries({ queryKey: ['activity'] }));
      }
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

function followCourse(code: string, entries: readonly EntryView[]): void {
  const kinds = new Set(entries.map(({ kind }) => kind));
  if (kinds.has('join') || kinds.has('leave') || kinds.has('owner')) gather(code, () => void peopleChanged(code));
  if (kinds.has('rename')) {
    void queries.invalidateQueries({ queryKey: ['courses'] });
    void queries.invalidateQueries({ queryKey: ['activity'] });
  }
  // How many replies a post has stands below it.
  if (entries.some((entry) => (entry.kind === 'message' || entry.kind === 'delete') && entry.thread !== undefined))
    gather(`replies ${code}`, () => void queries.invalidateQueries({ queryKey: ['course', code, 'posts'] }));
  const posts = new Map(
    entries.flatMap((entry) => (entry.kind === 'post' ? [[entry.post.id, entry.post] as const] : [])),
  );
  if (posts.size > ONE_BY_ONE) postsChanged(code);
  else for (const post of posts.values()) void followPost(code, post);
}

async function followPost(
  code: string,
  { id, rev, deleted }: Extract<EntryView, { kind: 'post' }>['post'],
): Promise<void> {
  if (deleted) return forgetPost(code, id);
  if (!showsPosts(code, id) || knownRev(id) >= rev) return;
  try {
    const post = await fetchPost(id);
    if (post === null) forgetPost(code, id);
    else keepPost(post);
  } catch {
    // It did not arrive: what is shown is asked for again as soon as it is looked at.
    postsChanged(code);
  }
}

const gathered = new Map<string, ReturnType<typeof setTimeout>>();

/** Does once what was asked for several times in a moment. */
function gather(name: string, act: () => void): void {
  clearTimeout(gathered.get(name));
  gathered.set(name, setTimeout(act, GATHER));
}
