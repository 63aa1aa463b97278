import { writeAudit } from '../audit.ts';
import { fail } from '../kernel/http/failure.ts';
import { transaction } from '../kernel/db/database.ts';
import type { School } from '../school.ts';
import type { Arrived } from './arrivals.ts';
import { cleanFileName } from './names.ts';
import type { Store } from './store.ts';

/**
 * Lets bytes that have arrived pass when the school's scanner finds nothing in them, or there is none. What it finds is refused as
 * `file_infected`, and the audit keeps who sent it; where it gives no answer nothing passes: `scanner_unavailable`.
 */
export async function refuseInfected(
  school: Pick<School, 'database' | 'clock'>,
  { scanner }: Pick<Store, 'scanner'>,
  arrived: Arrived,
  { name, uploaderId }: { name: string; uploaderId: number | null },
): Promise<void> {
  // Nothing is nothing bad, and the library waits for ever for an answer about it.
  if (scanner === undefined || arrived.size === 0) return;
  const found = await scanner.scan(arrived.path);
  if (found === undefined) return;
  const detail = { name: cleanFileName(name), size: arrived.size, found };
  await transaction(school.database, (trx) =>
    writeAudit(trx, school, { actorId: uploaderId, action: 'send_infected_file', target: arrived.sha256, detail }),
  );
  throw fail('file_infected', found);
}
