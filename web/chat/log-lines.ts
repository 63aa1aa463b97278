import type { EntryView } from '../../contract/entry.ts';
import { type KnownEntry, takeEntry } from '../../contract/known-room.ts';

/** Whether an entry stands as a line of its own in a room: a reply stands in its thread, and what was done to a message shows on it. */
export function isLine(entry: EntryView): boolean {
  switch (entry.kind) {
    case 'message':
      return entry.thread === undefined;
    case 'edit':
    case 'delete':
    case 'reaction':
    case 'pin':
    case 'unpin':
      return false;
    case 'post':
    case 'join':
    case 'leave':
    case 'rename':
    case 'owner':
    case 'describe':
    case 'archive':
    case 'block':
    case 'room_deleted':
      return true;
  }
}

/** Whether an entry is a reply in this thread. */
export function isReplyTo(root: number): (entry: EntryView) => boolean {
  return (entry) => entry.kind === 'message' && entry.thread === root;
}

/**
 * Lines with what happened taken into them: changed where they were changed, new ones at the end. The same list where nothing in it
 * is new. Only what is touched is looked at, so that a reaction costs the same in a room of a hundred thousand lines.
 */
export function withNews(
  lines: readonly EntryView[],
  news: readonly EntryView[],
  belongs: (entry: EntryView) => boolean,
): readonly EntryView[] {
  const before = new Map<number, KnownEntry>();
  for (const entry of news) {
    for (const seq of [entry.seq, ...touchedBy(entry)]) {
      const line = lines[findLine(lines, seq)];
      if (line?.kind === 'message' || line?.kind === 'post') before.set(seq, line);
    }
  }
  const known = new Map(before);
  for (const entry of news) takeEntry(known, entry);

  const changed = [...before].filter(([seq, line]) => known.get(seq) !== line);
  const end = lines.at(-1)?.seq ?? 0;
  const added = news.filter((entry) => entry.seq > end && belongs(entry)).map((entry) => known.get(entry.seq) ?? entry);
  if (changed.length === 0 && added.length === 0) return lines;
  const next = [...lines, ...added];
  for (const [seq] of changed) {
    const line = known.get(seq);
    if (line !== undefined) next[findLine(lines, seq)] = line;
  }
  return next;
}

/** The place of an entry among lines, which are in order of seq; -1: it is not there. */
export function findLine(lines: readonly EntryView[], seq: number): number {
  let [from, to] = [0, lines.length - 1];
  while (from <= to) {
    const middle = (from + to) >> 1;
    const at = lines[middle]?.seq ?? 0;
    if (at === seq) return middle;
    if (at < seq) from = middle + 1;
    else to = middle - 1;
  }
  return -1;
}

function touchedBy(entry: EntryView): number[] {
  const touched = 'target' in entry ? [entry.target] : [];
  if ((entry.kind === 'message' || entry.kind === 'delete') && entry.thread !== undefined) touched.push(entry.thread);
  return touched;
}
