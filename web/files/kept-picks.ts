import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { kept } from '../kernel/kept.ts';
import type { Picked } from './picks.ts';

/** Larger ones are not copied to the browser's store: picked again they go on all the same. */
const MOST_KEPT = 200 * 1024 * 1024;

const keptPick = Type.Object({
  key: Type.String(),
  place: Type.String(),
  name: Type.String(),
  size: Type.Integer(),
  type: Type.String(),
  modified: Type.Integer(),
  address: Type.Optional(Type.String()),
  fileId: Type.Optional(Type.String()),
});
/** What outlives the page of a picked file. Its bytes stand beside it. */
export type KeptPick = Static<typeof keptPick>;

/** Keeps what is known of a file by now; `file` once, when it is picked. */
export async function keepPick(
  place: string,
  { key, name, size, type, address, fileId }: Picked,
  modified: number,
  file?: File,
): Promise<void> {
  const known = { ...(address !== undefined && { address }), ...(fileId !== undefined && { fileId }) };
  const pick: KeptPick = { key, place, name, size, type, modified, ...known };
  try {
    await kept.set(`pick:${key}`, pick);
    if (file !== undefined && size <= MOST_KEPT) await kept.set(bytesOf(key), file);
    if (fileId !== undefined) await kept.remove(bytesOf(key));
  } catch {
    // A full store keeps less: then a reload asks for the file again.
  }
}

export async function forgetPick(key: string): Promise<void> {
  await Promise.all([kept.remove(`pick:${key}`), kept.remove(bytesOf(key))]);
}

/** What earlier pages left, in the order in which it was picked. */
export async function keptPicks(): Promise<{ pick: KeptPick; file: File | undefined }[]> {
  const picks = (await kept.all('pick:')).filter((one) => Check(keptPick, one));
  return Promise.all(
    picks.map(async (pick) => {
      const file = await kept.get(bytesOf(pick.key));
      return { pick, file: file instanceof File ? file : undefined };
    }),
  );
}

function bytesOf(key: string): string {
  return `bytes:${key}`;
}
