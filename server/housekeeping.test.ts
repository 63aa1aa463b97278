import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engines } from '../test/engines.ts';
import { openSchool } from '../test/school.ts';
import { transaction } from './kernel/db/database.ts';
import { writeAudit } from './audit.ts';
import { sealAudit, sealOf } from './housekeeping.ts';

for (const engine of engines) {
  test(`${engine}: audit lines are sealed in order, and one that is changed later shows`, async (t) => {
    const running = await openSchool(engine);
    t.after(() => running.close());
    const { school } = running;
    for (const action of ['one', 'two', 'three']) {
      await transaction(school.database, (trx) => writeAudit(trx, school, { actorId: null, action, target: 'a room' }));
      await sealAudit(school);
    }
    assert.equal(await firstBroken(), undefined);

    const { id } = await school.database.db
      .selectFrom('audit')
      .select('id')
      .where('action', '=', 'two')
      .executeTakeFirstOrThrow();
    await school.database.db.updateTable('audit').set({ target: 'another room' }).where('id', '=', id).execute();
    assert.equal(await firstBroken(), id);

    /** The first line whose seal is not what it and the line before say. */
    async function firstBroken(): Promise<number | undefined> {
      const lines = await school.database.db.selectFrom('audit').selectAll().orderBy('id').execute();
      assert.ok(lines.every((line) => line.seal !== null));
      return lines.find(({ seal, ...line }, index) => seal !== sealOf(lines[index - 1]?.seal ?? '', line))?.id;
    }
  });
}
