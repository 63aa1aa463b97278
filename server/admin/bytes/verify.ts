import { type Blob, countBlobs, eachBlob, examine, filesOf, hasRow, withoutRow } from '../../files/inventory.ts';
import type { Place } from '../../files/place.ts';
import { openPlace } from '../../files/store.ts';
import { atOnce } from '../../kernel/at-once.ts';
import type { School } from '../../school.ts';
import { createProgress, inBytes, type Progress } from '../backup/progress.ts';

const READS_AT_ONCE = 4;
/** Younger ones may be on their way to their row. */
const ON_THE_WAY = 24 * 3_600_000;
const FILES_NAMED = 5;

type Told = { progress?: Progress; write: (line: string) => void };
/** `isWhole`: nothing was found; `summary`: the closing line. */
export type Verdict = { isWhole: boolean; summary: string };

/**
 * Reads all bytes of the school and compares them with their rows, beside a server that goes on; then looks for bytes that no row
 * knows. Each finding is one line, told as it is found, with the files that have the bytes.
 */
export async function verifyFiles(
  school: School,
  { progress = createProgress(), write }: Told,
  now: () => number = Date.now,
): Promise<Verdict> {
  const place = await openPlace(school.config);
  try {
    const seen = await verifyRows(school, place, { progress, write });
    const strays = await findStrays(school, place, write, now() - ON_THE_WAY);
    const all = `${seen.count} blobs, ${inBytes(seen.bytes)}, read`;
    if (seen.wrong + strays === 0) return { isWhole: true, summary: `${all}: every size and hash is right.` };
    const rest = strays === 0 ? '' : `; ${strays} without a row, which the next start of the server removes`;
    return { isWhole: false, summary: `${all}: ${seen.wrong} missing or changed${rest}.` };
  } finally {
    await place.close();
  }
}

async function verifyRows(school: School, place: Place, { progress, write }: Required<Told>) {
  const total = await countBlobs(school);
  const seen = { count: 0, bytes: 0, wrong: 0 };
  await atOnce(READS_AT_ONCE, eachBlob(school), async (blob) => {
    const finding = await examine(place, blob);
    // A file may have gone, and its bytes with it, since its row was read.
    if (finding !== 'right' && (await hasRow(school, blob.id))) {
      seen.wrong += 1;
      write(await lineOf(school, finding, blob));
    }
    seen.count += 1;
    seen.bytes += blob.size;
    progress.at(
      () => `${seen.count} of ${total.count} blobs, ${inBytes(seen.bytes)} of ${inBytes(total.bytes)} read …`,
    );
  });
  progress.done(`${seen.count} blobs, ${inBytes(seen.bytes)} read`);
  return seen;
}

/** Whoever has the file can bring it back: sent again, the same bytes mend every file that has them. */
export async function lineOf(school: School, finding: string, { id, size }: Blob): Promise<string> {
  const { files, count } = await filesOf(school, id, FILES_NAMED);
  const names = files.map((file) => `${file.name} (file ${file.id})`).join(', ');
  const more = count > files.length ? ` and ${count - files.length} more` : '';
  return `${finding}: blob ${id}, ${inBytes(size)}: ${count === 0 ? 'no file has it any more' : names}${more}`;
}

async function findStrays(
  school: School,
  place: Place,
  write: (line: string) => void,
  before: number,
): Promise<number> {
  let strays = 0;
  for await (const some of place.all()) {
    const old = new Map(some.filter(({ putAt }) => putAt < before).map(({ id, putAt }) => [id, putAt]));
    for (const id of await withoutRow(school, [...old.keys()])) {
      strays += 1;
      write(`without a row: blob ${id}, of ${new Date(old.get(id) ?? 0).toISOString()}`);
    }
  }
  return strays;
}
