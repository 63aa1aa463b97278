import { writeAudit } from '../audit.ts';
import { transaction } from '../kernel/db/database.ts';
import type { School, Trx } from '../school.ts';
import { hashSecret, newCode } from './secrets.ts';
import type { Role } from '../../contract/endpoint.ts';

const DAY = 24 * 3_600_000;

/** The role a code gives, or undefined: unknown, spent and expired ones answer the same. */
export async function findCodeRole(school: School, code: string): Promise<Role | undefined> {
  const row = await school.database.db
    .selectFrom('codes')
    .select('role')
    .where('hash', '=', hashSecret(code))
    .where('used_at', 'is', null)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', school.clock.now())]))
    .executeTakeFirst();
  return row?.role;
}

/** Spends a code in the transaction of the registration; false when another registration was quicker, or it has expired. */
export async function spendCode(trx: Trx, school: School, code: string): Promise<boolean> {
  const now = school.clock.now();
  const hash = hashSecret(code);
  const spent = await trx
    .updateTable('codes')
    .set({ used_at: now })
    .where('hash', '=', hash)
    .where('single_use', '=', 1)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (spent.numUpdatedRows > 0n) return true;
  const standing = await trx
    .selectFrom('codes')
    .select('role')
    .where('hash', '=', hash)
    .where('single_use', '=', 0)
    .executeTakeFirst();
  return standing !== undefined;
}

/** A single-use code of 24 hours. Admins are made by the operator's command alone, never over the web. */
export async function addInvitation(school: School, role: 'instructor' | 'admin'): Promise<string> {
  const code = newCode();
  const now = school.clock.now();
  await transaction(school.database, async (trx) => {
    await trx
      .insertInto('codes')
      .values({ hash: hashSecret(code), role, single_use: 1, created_at: now, expires_at: now + DAY, used_at: null })
      .execute();
    await writeAudit(trx, school, { actorId: null, action: 'invite', target: role });
  });
  return code;
}

/**
 * The instructors' standing code: `wanted` replaces the one there is; without it one is made if there is none.
 * Answers the code when it is new, since only its hash is kept.
 */
export async function keepStandingCode(school: School, wanted: string | undefined): Promise<string | undefined> {
  return school.database.db.transaction().execute(async (trx) => {
    const existing = await trx.selectFrom('codes').select('hash').where('single_use', '=', 0).execute();
    if (wanted === undefined && existing.length > 0) return undefined;
    const code = wanted ?? newCode();
    if (existing.length === 1 && existing[0]?.hash === hashSecret(code)) return undefined;
    await trx.deleteFrom('codes').where('single_use', '=', 0).execute();
    await trx
      .insertInto('codes')
      .values({
        hash: hashSecret(code),
        role: 'instructor',
        single_use: 0,
        created_at: school.clock.now(),
        expires_at: null,
        used_at: null,
      })
      .execute();
    return code;
  });
}
