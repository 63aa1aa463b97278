import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { getMessages } from '../contract/chat.ts';
import { createLiveClient } from '../contract/live-client.ts';
import { openSchool, type TestSchool } from './school.ts';

/** Ms: the longest pause there is before coming back by itself, and what a test has for all it does. */
const LONGEST = 30_000;
const AT_ONCE = { timeout: LONGEST / 3 };

describe('a live client on a device whose network comes and goes', () => {
  let school: TestSchool;
  before(async () => {
    school = await openSchool('sqlite');
  });
  after(() => school.close());

  test('says at once that it is lost, and comes back at once', AT_ONCE, async (t) => {
    const { client, next } = follow();
    t.after(() => client.close());
    assert.equal(await next(), 'live');
    for (let times = 0; times < 3; times++) {
      client.networkLost();
      assert.equal(await next(), 'waiting');
      client.networkLost();
      client.networkBack();
      client.networkBack();
      assert.equal(await next(), 'live');
    }
  });

  test('what is written meanwhile goes out once', AT_ONCE, async (t) => {
    const { client, next } = follow();
    t.after(() => client.close());
    assert.equal(await next(), 'live');
    client.networkLost();
    const sent = client.send({ room: 'A01', text: 'written without a network', client_id: 'without' });
    client.networkBack();
    assert.equal((await sent).status, 'success');
    const messages = await historyOfA01();
    assert.equal(messages.filter(({ message }) => message === 'written without a network').length, 1);
  });

  test('gives up an attempt that nobody answers once the network is there', AT_ONCE, async (t) => {
    // Takes connections and says nothing.
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    t.after(() => silent.close());
    const address = silent.address();
    assert.ok(address !== null && typeof address !== 'string');
    const places = [`http://127.0.0.1:${address.port}`];
    const swallowed = once(silent, 'connection');
    const { client, next } = follow(() => places.shift() ?? school.baseUrl);
    t.after(() => client.close());
    await swallowed;
    client.networkBack();
    assert.equal(await next(), 'live');
  });

  test('stays away once it was closed', AT_ONCE, async () => {
    const { client, next, states } = follow();
    assert.equal(await next(), 'live');
    client.close();
    client.networkBack();
    client.networkLost();
    client.networkBack();
    assert.deepEqual(states, []);
  });

  function follow(place = () => school.baseUrl) {
    const states: string[] = [];
    let told: (() => void) | undefined;
    const client = createLiveClient({
      open: () => new WebSocket(`${place().replace('http', 'ws')}/ws`),
      token: school.tokens.amy,
      firstPause: LONGEST,
      random: () => 1,
      onState(state) {
        states.push(state);
        told?.();
      },
    });
    async function next(): Promise<string | undefined> {
      if (states.length === 0) {
        const { promise, resolve } = Promise.withResolvers<void>();
        told = resolve;
        await promise;
      }
      return states.shift();
    }
    return { client, next, states };
  }

  async function historyOfA01() {
    const answer = await school.as.amy.call(getMessages, { room_code: 'A01' });
    assert.ok(answer.status === 'success');
    return answer.messages;
  }
});
