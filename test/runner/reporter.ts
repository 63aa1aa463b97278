import { inspect } from 'node:util';
import type { TestEvent } from 'node:test/reporters';
import type { TestLine } from './test-line.ts';

/**
 * A reporter of node:test: one JSON line (`TestLine`) for each test as it begins and as it ends. It runs inside the process of
 * the test file, `run-file.ts` reads the lines when that process has ended, whatever ended it.
 */
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    const line = lineOf(event);
    if (line) yield `${JSON.stringify(line)}\n`;
  }
}

function lineOf(event: TestEvent): TestLine | undefined {
  if (event.type === 'test:dequeue') return { kind: 'begun', id: event.data.testId, name: event.data.name };
  if (event.type === 'test:complete') return { kind: 'ended', id: event.data.testId };
  if (event.type === 'test:pass') {
    // A suite is a heading, its tests are counted themselves; a todo is work not done, so it is not a pass.
    if (event.data.details.type === 'suite') return undefined;
    const left = event.data.skip !== undefined || event.data.todo !== undefined;
    return { kind: left ? 'skipped' : 'passed', name: event.data.name };
  }
  // Only a process that came to its end says this: one that called process.exit() half way has lost tests.
  if (event.type === 'test:summary') return { kind: 'over' };
  if (event.type === 'test:fail') return failureLine(event.data);
  return undefined;
}

function failureLine(data: Extract<TestEvent, { type: 'test:fail' }>['data']): TestLine | undefined {
  const { error } = data.details;
  if (data.todo !== undefined) return { kind: 'skipped', name: data.name };
  // A parent that failed because a child did would be the same failure told twice.
  if ('failureType' in error && error.failureType === 'subtestsFailed') return undefined;
  const place = data.file === undefined ? '' : `${data.file}:${data.line ?? 0}`;
  return {
    kind: 'failed',
    name: data.name,
    place,
    why: inspect(error.cause ?? error, { depth: 8, maxStringLength: 20_000 }),
  };
}
