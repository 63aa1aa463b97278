import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { Outflow } from './outflow.ts';

const FRAME = Buffer.alloc(64 * 1024, 'x');

test('one whose system takes everything and who reads nothing is stuck all the same, until it answers', async (t) => {
  const { here, there } = await pair(t, { autoPong: false });
  const out = new Outflow(here, () => assert.fail('ten seconds have not gone by'));
  let frames = 0;
  let came = 0;
  there.on('message', () => came++);
  const asked = once(there, 'ping');
  while (!out.isStuck) {
    out.hand(FRAME);
    frames++;
    // The system has taken it, and more.
    while (came < frames) await once(there, 'message');
  }
  assert.equal(frames, 8);
  await asked;
  const read = out.whenRead();
  there.pong();
  await read;
  assert.equal(out.isStuck, false);
});

test('one who answers is handed as much as there is', async (t) => {
  const { here, there } = await pair(t, { autoPong: true });
  const out = new Outflow(here, () => assert.fail('it reads'));
  for (let frame = 0; frame < 100; frame++) {
    assert.equal(out.isStuck, false);
    out.hand(FRAME);
    await once(there, 'message');
    if (frame % 2 === 1) await out.whenRead();
  }
});

async function pair(t: TestContext, options: { autoPong: boolean }): Promise<{ here: WebSocket; there: WebSocket }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const connected = Promise.withResolvers<WebSocket>();
  server.on('connection', (socket) => connected.resolve(socket));
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const there = new WebSocket(`ws://127.0.0.1:${address.port}`, options);
  t.after(() => {
    there.terminate();
    server.close();
  });
  await once(there, 'open');
  return { here: await connected.promise, there };
}
