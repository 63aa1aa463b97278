import { createHash } from 'node:crypto';
import { pruneAttempts } from './accounts/attempts.ts';
import { pruneSessions } from './accounts/sessions.ts';
import { removeUnusedFiles } from './chat/own-files.ts';
import { pruneDrafts } from './chat/drafts-of.ts';
import { pruneInboxes } from './chat/inbox.ts';
import { pruneInvitations } from './chat/invitation.ts';
import { eraseDeletedRooms } from './chat/room-delete.ts';
import { removeOrphans, removeUnusedBlobs } from './files/blob.ts';
import { withoutRow } from './files/inventory.ts';
import type { PartsStore } from './files/parts-store.ts';
import type { Previews } from './files/previews.ts';
import type { Store } from './files/store.ts';
import { dropOldUploads } from './files/unfinished.ts';
import { transaction } from './kernel/db/database.ts';
import type { School } from './school.ts';

const SEAL_EVERY = 5_000;
const PRUNE_EVERY = 3_600_000;
const SWEEP_EVERY = 6 * 3_600_000;
/** Bytes without a row that are so old are not on their way any more. */
const SETTLED = 12 * 3_600_000;

/** What goes on beside the calls: audit lines are sealed, rows that tell nothing any more removed, left-over bytes swept. */
export function startHousekeeping(
  school: School,
  { store, parts, previews }: { store: Store; parts: PartsStore; previews: Previews },
): { stop(): Promise<void> } {
  const startedAt = school.clock.now();
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  function run(what: string, job: () => Promise<void>): void {
    running = running.then(job).catch((error: unknown) => {
      if (!stopped) school.log.error({ err: error }, `${what} failed`);
    });
  }
  async function prune(): Promise<void> {
    await pruneAttempts(school);
    await pruneSessions(school);
    await pruneInboxes(school);
    await pruneDrafts(school);
    await pruneInvitations(school);
    await eraseDeletedRooms(school);
    for (const id of await dropOldUploads(school)) await parts.discard(id);
    await removeUnusedFiles(school);
    await removeUnusedBlobs({ school, store, previews });
  }
  const timers = [
    setInterval(() => run('sealing the audit', () => sealAudit(school)), SEAL_EVERY),
    setInterval(() => run('pruning', prune), PRUNE_EVERY),
    setInterval(
      () => run('sweeping files', () => removeOrphans({ school, store }, school.clock.now() - SETTLED)),
      SWEEP_EVERY,
    ),
  ];
  for (const timer of timers) timer.unref();
  run('sweeping files', async () => {
    await parts.sweep();
    await removeOrphans({ school, store }, startedAt);
  });
  run('sweeping previews', () => previews.sweep((ids) => withoutRow(school, ids)));
  run('erasing deleted rooms', () => eraseDeletedRooms(school));

  return {
    async stop() {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      await running;
    },
  };
}

/**
 * Seals new audit lines in order: each seal is a hash over the line and the seal before, so that a line changed or taken out
 * later shows. It runs beside the changes, since a chain inside every transaction would be one lock for the whole school.
 */
export async function sealAudit(school: Pick<School, 'database'>): Promise<void> {
  const waiting = await school.database.db
    .selectFrom('audit')
    .select('id')
    .where('seal', 'is', null)
    .executeTakeFirst();
  if (waiting === undefined) return;
  await transaction(school.database, async (trx) => {
    const lines = await trx
      .selectFrom('audit')
      .selectAll()
      .where('seal', 'is', null)
      .orderBy('id')
      .limit(1_000)
      .forUpdate()
      .execute();
    const first = lines[0];
    if (first === undefined) return;
    const before = await trx
      .selectFrom('audit')
      .select('seal')
      .where('seal', 'is not', null)
      .orderBy('id', 'desc')
      .executeTakeFirst();
    let seal = before?.seal ?? '';
    for (const { id, at, actor_id, action, target, detail } of lines) {
      seal = sealOf(seal, { id, at, actor_id, action, target, detail });
      await trx.updateTable('audit').set({ seal }).where('id', '=', id).execute();
    }
  });
}

type Sealed = { id: number; at: number; actor_id: number | null; action: string; target: string; detail: string };

export function sealOf(before: string, line: Sealed): string {
  const { id, at, actor_id, action, target, detail } = line;
  return createHash('sha256')
    .update(JSON.stringify([before, id, at, actor_id, action, target, detail]))
    .digest('hex');
}
