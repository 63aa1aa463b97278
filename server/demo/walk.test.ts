import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import pino from 'pino';
import { type Engine, engines, freshDatabase } from '../../test/engines.ts';
import { createApp } from '../app.ts';
import { readConfig } from '../config.ts';
import { addSampleSchool } from './sample.ts';
import { ANY_TIME, isAsPrinted } from './printed.ts';
import { walkStep } from './walk-step.ts';
import { SAMPLE_AUTH_CODE, SAMPLE_FILE, signedInSteps, steps, walkLines } from './walk.ts';

for (const engine of engines) {
  describe(`the document's lines, ${engine}`, () => {
    for (const zone of ['Asia/Shanghai', 'America/St_Johns']) {
      test(`open, in ${zone}: each answers as printed`, async () => {
        await withSample(engine, { ACCESS: 'open', TIME_ZONE: zone }, async (base) => {
          for (const step of steps) {
            const { answer, right } = await walkStep(step, base);
            assert.ok(
              right,
              `${step.path} answered ${JSON.stringify(answer)}, printed is ${JSON.stringify(step.answer)}`,
            );
          }
        });
      });
    }

    test('signed in, with tokens added: each answers as printed', async () => {
      await withSample(engine, { ACCESS: 'signed-in' }, async (base) => {
        const tokens = new Map([['tony', await logIn(base, 'tony')]]);
        for (const step of signedInSteps) {
          if (step.as === 'test' && !tokens.has('test')) tokens.set('test', await logIn(base, 'test'));
          const { answer, right } = await walkStep(step, base, tokens.get(step.as ?? ''));
          assert.ok(
            right,
            `${step.path} answered ${JSON.stringify(answer)}, printed is ${JSON.stringify(step.answer)}`,
          );
        }
      });
    });
  });
}

const run = promisify(execFile);
const curl = await run('curl', ['--version']).then(
  () => true,
  () => false,
);

test('the printed lines can be pasted into a shell', { skip: curl ? false : 'curl is not installed' }, async () => {
  await withSample('sqlite', { ACCESS: 'open' }, async (base) => {
    const folder = await mkdtemp(join(tmpdir(), 'lamitt-walk-'));
    for (const [index, line] of walkLines(base, SAMPLE_FILE).entries()) {
      const step = steps[index];
      const { stdout } = await run('sh', ['-c', line.replace('curl -vv', 'curl -sS')], { cwd: folder });
      if (step?.file === 'download')
        assert.deepEqual(await readFile(join(folder, 'some.pdf')), await readFile(SAMPLE_FILE));
      else {
        const answer: unknown = JSON.parse(stdout);
        assert.ok(isAsPrinted(step?.answer ?? '', answer), `${line} answered ${stdout}`);
      }
    }
    await rm(folder, { recursive: true });
  });
});

test('an answer that is not as printed is no answer as printed', () => {
  const printed = { status: 'success', list: [{ time: ANY_TIME, by: 'tony' }] };
  assert.ok(
    isAsPrinted(printed, { status: 'success', list: [{ time: '2024-11-29 00:00:01', by: 'tony', id: 1 }], code: 'ok' }),
  );
  assert.ok(!isAsPrinted(printed, { status: 'fail', list: [{ time: '2024-11-29 00:00:01', by: 'tony' }] }));
  assert.ok(!isAsPrinted(printed, { status: 'success', list: [{ time: 'today', by: 'tony' }] }));
  assert.ok(!isAsPrinted(printed, { status: 'success', list: [] }));
  assert.ok(!isAsPrinted(printed, { status: 'success' }));
});

async function withSample(
  engine: Engine,
  settings: Record<string, string>,
  use: (base: string) => Promise<void>,
): Promise<void> {
  const { dataDir, url, drop } = await freshDatabase(engine);
  const config = readConfig({ DATA_DIR: dataDir, DATABASE_URL: url, AUTH_CODE: SAMPLE_AUTH_CODE, ...settings });
  const app = await createApp(config, pino({ level: 'silent' }));
  try {
    await addSampleSchool(app);
    await use(await app.http.listen({ port: 0, host: '127.0.0.1' }));
  } finally {
    await app.stop();
    await drop();
  }
}

async function logIn(base: string, username: string): Promise<string> {
  const body = JSON.stringify({ username, password: 'password' });
  const answer: unknown = await (await fetch(`${base}/login`, { method: 'POST', body })).json();
  assert.ok(typeof answer === 'object' && answer !== null && 'token' in answer && typeof answer.token === 'string');
  return answer.token;
}
