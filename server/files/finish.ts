import { Failure } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import { findFile, keepFile } from './file.ts';
import type { PartsStore } from './parts-store.ts';
import type { Store } from './store.ts';
import { removeUnfinished, reserveBlob, type Unfinished } from './unfinished.ts';

/** What is refused for these is so however often it is tried; anything else can be tried again. */
const NEVER = new Set(['kind_refused', 'file_infected']);

/** Makes files of uploads in parts that are whole: each once, however often it is asked for. */
export function createFinisher(school: School, store: Store, parts: PartsStore) {
  const running = new Map<string, Promise<void>>();

  async function make(upload: Unfinished): Promise<void> {
    const arrived = await parts.finished(upload);
    if (arrived === undefined) return;
    const { id, name, uploader_id: uploaderId } = upload;
    try {
      const claim = { id, name, uploaderId, blobId: await reserveBlob(school, id) };
      await keepFile(school, store, arrived, claim, (trx) => removeUnfinished(trx, id));
    } catch (error) {
      if (!(error instanceof Failure && NEVER.has(error.code))) throw error;
      await removeUnfinished(school.database.db, id);
      await parts.discard(id);
      throw error;
    }
    await parts.discard(id);
  }

  return {
    /** Does nothing as long as a part is missing. Throws what `keepFile` throws: then it can be tried again. */
    async ifWhole(upload: Unfinished): Promise<void> {
      const before = running.get(upload.id);
      if (before !== undefined) return before;
      const made = make(upload).finally(() => running.delete(upload.id));
      running.set(upload.id, made);
      return made;
    },
    /** Whether an upload of this uploader is a file by now; undefined: no, else its size. */
    async sizeOfFile(id: string, uploaderId: number | null): Promise<number | undefined> {
      await running.get(id);
      const file = await findFile(school.database.db, id);
      return file?.uploader_id === uploaderId ? file.size : undefined;
    },
  };
}
