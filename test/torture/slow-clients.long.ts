import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freshDatabase } from '../engines.ts';
import { findViolations } from '../invariants.ts';
import { call, must, PASSWORD, register, settle } from './cast.ts';
import { startServer, troubles } from './server-process.ts';

test('2,000 clients that trickle heads and bodies are gone within 60 s, and the school goes on', async () => {
  const place = await freshDatabase('sqlite');
  const server = await startServer(place);
  try {
    const cast = await settle(server);
    const started = performance.now();
    let open = 0;
    const sockets = await Promise.all(
      Array.from({ length: 2_000 }, (_, i) => trickle(server.port, i % 2 === 0, cast.amy.token)),
    );
    for (const socket of sockets) {
      open++;
      socket.on('close', () => open--);
    }
    const drip = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write('x');
    }, 1_000);
    const took: number[] = [];
    while (open > 0 && performance.now() - started < 60_000) {
      const before = performance.now();
      await must(server.url, '/send_message', { room_code: 'G01', sender: 'bob', message: 'on we go' }, cast.bob.token);
      took.push(performance.now() - before);
      await sleep(100);
    }
    clearInterval(drip);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const p99 = took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? 0;
    console.log(`2,000 slow clients: ${open} left after ${seconds} s, p99 of sends meanwhile ${p99.toFixed(1)} ms`);
    assert.equal(open, 0);
    assert.deepEqual(troubles(server), []);
    assert.deepEqual(await findViolations(place), []);
  } finally {
    await server.kill();
    await place.drop();
  }
});

test('a class of 1,000 behind one address registers and logs in, none refused', async () => {
  const place = await freshDatabase('sqlite');
  const server = await startServer(place);
  try {
    const people = Array.from({ length: 1_000 }, (_, i) => `pupil${i}`);
    const work = async (): Promise<void> => {
      for (let name = people.pop(); name !== undefined; name = people.pop()) {
        await register(server.url, name);
        const { body } = await call(server.url, '/login', { username: name, password: PASSWORD });
        assert.equal(body['message'], 'Login successful', JSON.stringify(body));
      }
    };
    await Promise.all(Array.from({ length: 16 }, work));
    assert.deepEqual(troubles(server), []);
  } finally {
    await server.kill();
    await place.drop();
  }
});

async function trickle(port: number, head: boolean, token: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  await new Promise((resolve) => socket.once('connect', resolve));
  const whole = `POST /send_message HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n`;
  socket.write(head ? `${whole}X-Slow: ` : `${whole}Content-Length: 1000000\r\n\r\n{"message":"`);
  return socket;
}
