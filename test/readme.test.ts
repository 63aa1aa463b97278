import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const run = promisify(execFile);

for (const page of ['README.md', 'README.zh-CN.md']) {
  test(`the lines of ${page} give the answers it names`, { skip: !hasCurl && 'needs curl' }, async () => {
    const lines = walkOf(readFileSync(join(root, page), 'utf8'));
    assert.ok(lines.length >= 20);
    const demo = await startDemo();
    try {
      for (const line of lines) {
        const [command = '', promised] = line.split(/\s{2}# /);
        const { stdout } = await run('bash', ['-c', `B=${demo.base}; ${command.replace('curl ', 'curl -s ')}`], {
          cwd: root,
        });
        if (promised !== undefined) assert.equal(messageOf(stdout), promised, line);
        else assert.match(readFileSync(join(root, 'some.pdf'), 'latin1'), /^%PDF-/);
      }
    } finally {
      await demo.stop();
      rmSync(join(root, 'some.pdf'), { force: true });
    }
  });
}

/** The lines to paste: those of the block that starts the demo. */
function walkOf(page: string): string[] {
  const block = page.split('```').find((part) => part.includes('npm run demo &')) ?? '';
  return block.split('\n').filter((line) => line.startsWith('curl '));
}

async function startDemo(): Promise<{ base: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['lamitt.js', 'demo'], { cwd: root, env: { ...process.env, PORT: '0' } });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
  while (!told.includes('/download_file')) await once(child.stdout, 'data');
  const base = /http:\/\/localhost:\d+/.exec(told)?.[0] ?? '';
  return {
    base,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function messageOf(json: string): unknown {
  const answer: unknown = JSON.parse(json);
  return typeof answer === 'object' && answer !== null && 'message' in answer ? answer.message : undefined;
}
