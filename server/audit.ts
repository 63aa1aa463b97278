import type { School, Trx } from './school.ts';

/** `actorId` null: the operator, or under open access nobody in particular. Never a password, token, answer or message text. */
type AuditLine = { actorId: number | null; action: string; target: string; detail?: Record<string, string | number> };

/** Writes who did what into the transaction that does it. */
export async function writeAudit(trx: Trx, school: Pick<School, 'clock'>, line: AuditLine): Promise<void> {
  await trx
    .insertInto('audit')
    .values({
      at: school.clock.now(),
      actor_id: line.actorId,
      action: line.action,
      target: line.target,
      detail: JSON.stringify(line.detail ?? {}),
      seal: null,
    })
    .execute();
}
