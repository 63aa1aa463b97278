import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openSchool, type TestSchool } from '../test/school.ts';

describe('the web app', () => {
  let school: TestSchool;
  before(async () => {
    school = await openSchool('sqlite');
  });
  after(() => school.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${school.baseUrl}${path}`, { headers, redirect: 'manual' });

  test('a browser at the root is led to it, a program is not', async () => {
    const browser = await get('/', { accept: 'text/html,*/*' });
    assert.deepEqual([browser.status, browser.headers.get('location')], [302, '/app/']);
    assert.equal((await get('/', { accept: '*/*' })).headers.get('content-type')?.startsWith('application/json'), true);
    assert.equal((await get('/app')).headers.get('location'), '/app/');
  });

  for (const path of ['/app/', '/app/sign-in', '/app/courses/A01/announcements', '/app/chats/%E7%BE%A4']) {
    test(`${path} is the one page, under a policy without inline script`, async () => {
      const answer = await get(path);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
      assert.equal(answer.headers.get('cache-control'), 'no-cache');
      const policy = answer.headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /script-src 'self';/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe-eval|https?:|\*/);
      const page = await answer.text();
      assert.doesNotMatch(page, /<script(?![^>]*\bsrc=)|\bon\w+=|javascript:/i);
      for (const [, address = ''] of page.matchAll(/(?:src|href)="([^"]+)"/g)) assert.match(address, /^\/app\//);
    });
  }

  test('its parts are kept for good and go out compressed; one that is gone is not answered by the page', async () => {
    const page = await (await get('/app/')).text();
    const script = /src="([^"]+\.js)"/.exec(page)?.[1] ?? '';
    const answer = await get(script, { 'accept-encoding': 'br' });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(answer.headers.get('content-encoding'), 'br');
    assert.match(answer.headers.get('content-type') ?? '', /javascript/);
    assert.equal((await get('/app/assets/index-gone.js')).status, 404);
  });

  test('nothing beside the build is served', async () => {
    for (const path of [
      '/app/.stamp',
      '/app/..%2f..%2fpackage.json',
      '/app/%2e%2e/%2e%2e/package.json',
      '/app//etc/passwd',
    ]) {
      const body = await (await get(path)).text();
      assert.doesNotMatch(body, /"lamitt"|root:/, path);
    }
  });

  test('the worker is asked for anew each time', async () => {
    const answer = await get('/app/worker.js');
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('cache-control'), 'no-cache');
  });
});
