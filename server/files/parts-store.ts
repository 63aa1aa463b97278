import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DataStore, Upload } from '@tus/server';
import type { School } from '../school.ts';
import type { Arrived } from './arrivals.ts';
import { SNIFFED_BYTES } from './kinds.ts';
import { removeUnfinished, type Unfinished } from './unfinished.ts';

/** How many bytes a hash has seen, from the first on. */
type Running = { hash: Hash; bytes: number };

/**
 * The parts of unfinished uploads, as tus wants them kept: each is a file of its own in `folder`, which grows; what is known of it is its
 * row. Each part is hashed as it passes.
 */
export class PartsStore extends DataStore {
  readonly #folder: string;
  readonly #database: School['database'];
  readonly #hashes = new Map<string, Running>();
  readonly #sources = new Map<string, Readable>();

  constructor(folder: string, database: School['database']) {
    super();
    this.#folder = folder;
    this.#database = database;
    // Its end comes by our own clock (`dropOldUploads`), so tus is not told of one.
    this.extensions = ['creation', 'creation-with-upload', 'termination'];
  }

  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
  }

  override async create(upload: Upload): Promise<Upload> {
    await (await open(this.#pathOf(upload.id), 'wx', 0o600)).close();
    return upload;
  }

  /** Writes what comes, from `offset` on, as far as it comes; answers the new offset. */
  override async write(source: Readable, id: string, offset: number): Promise<number> {
    const file = await open(this.#pathOf(id), 'r+').catch(gone);
    const running = this.#hashOf(id, offset);
    let at = offset;
    this.#sources.set(id, source);
    try {
      for await (const chunk of source) {
        const bytes: unknown = chunk;
        if (!Buffer.isBuffer(bytes)) throw new TypeError('A part is not bytes');
        await writeWhole(file, bytes, at);
        at += bytes.length;
        if (running === undefined) continue;
        running.hash.update(bytes);
        running.bytes = at;
      }
    } finally {
      this.#sources.delete(id);
      await file.close();
    }
    return at;
  }

  /** Nothing more comes of the part that is written just now: what waits for it ends with `reason`. */
  breakOff(id: string, reason: Error): void {
    this.#sources.get(id)?.destroy(reason);
  }

  override async getUpload(id: string): Promise<Upload> {
    const row = await this.#database.db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new NoSuchUpload();
    const { size: offset } = await stat(this.#pathOf(id)).catch(gone);
    const metadata = { filename: row.name };
    return new Upload({ id, size: row.size, offset, metadata, creation_date: new Date(row.created_at).toISOString() });
  }

  override async remove(id: string): Promise<void> {
    await removeUnfinished(this.#database.db, id);
    await this.discard(id);
  }

  /** Undefined: not all of it is there. */
  async finished({ id, size }: Unfinished): Promise<Arrived | undefined> {
    const path = this.#pathOf(id);
    const there = await stat(path).catch(() => undefined);
    if (there?.size !== size) return undefined;
    const file = await open(path, 'r+');
    try {
      // Parts are not flushed as they come: what a power cut takes, the client sends again.
      await file.sync();
      const head = Buffer.alloc(Math.min(size, SNIFFED_BYTES));
      await file.read(head, 0, head.length, 0);
      const running = this.#hashes.get(id);
      const sha256 = running?.bytes === size ? running.hash.copy().digest('hex') : await hashAll(path);
      return { path, size, sha256, head };
    } finally {
      await file.close();
    }
  }

  /** The bytes go, whatever the row says. */
  async discard(id: string): Promise<void> {
    this.#hashes.delete(id);
    await rm(this.#pathOf(id), { force: true });
  }

  /** Bytes of which no row knows: a crash left them. */
  async sweep(): Promise<void> {
    // Looked at before the rows: a row is there before its bytes, so what is begun meanwhile is known.
    const there = await readdir(this.#folder);
    const rows = await this.#database.db.selectFrom('uploads').select('id').execute();
    const known = new Set(rows.map(({ id }) => id));
    for (const id of there) if (!known.has(id)) await this.discard(id);
  }

  /** Undefined where the bytes before were not seen by this process: then all are read at the end. */
  #hashOf(id: string, offset: number): Running | undefined {
    const known = this.#hashes.get(id);
    if (known?.bytes === offset) return known;
    this.#hashes.delete(id);
    if (offset > 0) return undefined;
    const fresh = { hash: createHash('sha256'), bytes: 0 };
    this.#hashes.set(id, fresh);
    return fresh;
  }

  #pathOf(id: string): string {
    if (!/^[0-9a-f]{24}$/.test(id)) throw new NoSuchUpload();
    return join(this.#folder, id);
  }
}

/** As tus wants it told. */
export class NoSuchUpload extends Error {
  readonly status_code = 404;
  readonly body = 'There is no such upload\n';
}

async function writeWhole(file: Awaited<ReturnType<typeof open>>, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}

async function hashAll(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  await pipeline(file.createReadStream({ highWaterMark: 256 * 1024 }), hash);
  return hash.digest('hex');
}

function gone(error: unknown): never {
  throw error instanceof Error && 'code' in error && error.code === 'ENOENT' ? new NoSuchUpload() : error;
}
