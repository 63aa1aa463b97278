import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Type } from 'typebox';
import { Parse } from 'typebox/value';
import { liveClient, type TestClient } from '../live.ts';
import { call, must, type Person, register, settle } from './cast.ts';
import { type ServerProcess, startServer, troubles } from './server-process.ts';

type Place = { dataDir: string; url?: string };
type Outcome = { drops: number; restarts: number; kills: number; messages: number; delivered: number };

const ROOMS = ['A01', 'G01', 'G02'];
/** Where nobody writes, and whose state changes all the time. */
const CHANGING = 'G03';
/** Messages of one round, besides what it brings by being dropped. */
const ROUND_MS = 400;

/**
 * 50 people in three rooms, all writing and listening over their live sockets, which break at random; the server is stopped or
 * killed in between. In the end each has heard each entry of each room once and in order, and each message was kept once.
 */
export async function dropAgainAndAgain(
  place: Place,
  drops: number,
  tell: (line: string) => void = () => undefined,
): Promise<Outcome> {
  const outcome: Outcome = { drops: 0, restarts: 0, kills: 0, messages: 0, delivered: 0 };
  const settings = { SEND_RATE: '0' };
  let server = await startServer(place, settings);
  const people: Hearer[] = [];
  try {
    const members = await gather(server, 50);
    // The port stays, so that clients find the server where it was.
    const fixed = { ...settings, PORT: String(server.port) };
    for (const person of members) people.push(new Hearer(server.url, person));
    await Promise.all(people.map((one) => one.welcomed));
    const roundsOfDrops = Math.ceil(drops / 100);
    for (let round = 0; round < roundsOfDrops; round++) {
      const until = performance.now() + ROUND_MS;
      const writing = people.map((one, index) => one.write(ROOMS[(index + round) % ROOMS.length] ?? '', until));
      const changing = changeRoom(server, members[0]?.token, round);
      outcome.drops += await cutSome(people, Math.min(100, drops - outcome.drops), until);
      await changing;
      if (round % 3 === 1) {
        await server.stop();
        outcome.restarts++;
        server = await startServer(place, fixed);
      } else if (round % 3 === 2) {
        await server.kill();
        outcome.kills++;
        server = await startServer(place, fixed);
      }
      await Promise.all(writing);
      assert.deepEqual(troubles(server), []);
      tell(`round ${round + 1}: ${outcome.drops} drops, ${people.reduce((sum, one) => sum + one.sent, 0)} messages`);
    }
    outcome.messages = people.reduce((sum, one) => sum + one.sent, 0);
    outcome.delivered = await requireAllHeard(server, people);
    return outcome;
  } finally {
    for (const one of people) one.client.close();
    await server.kill();
  }
}

/** One person: a client of the contract, and the record of all it heard. */
class Hearer {
  readonly client: TestClient;
  readonly token: string;
  readonly welcomed: Promise<void>;
  sent = 0;
  /** seq of each entry of each room in the order they came, from the first welcome on. */
  readonly heard = new Map<string, number[]>();
  readonly #starts = new Map<string, number>();
  readonly #url: string;

  constructor(url: string, { token }: Person) {
    this.token = token;
    this.#url = url;
    const welcomed = Promise.withResolvers<void>();
    this.welcomed = welcomed.promise;
    this.client = liveClient(url, {
      token,
      onWelcome: ({ rooms }) => {
        for (const { room_code, seq } of rooms) if (!this.#starts.has(room_code)) this.#starts.set(room_code, seq);
        welcomed.resolve();
      },
      onEntries: (room, entries) => {
        const list = this.heard.get(room) ?? [];
        this.heard.set(room, list);
        list.push(...entries.map((entry) => entry.seq));
      },
      onState: (state) => assert.notEqual(state, 'out', 'a session that lives was told to have ended'),
      onResync: (room) => assert.fail(`a resync of ${room}`),
    });
  }

  /** Writes one message after the other until then, every third a reply; each is answered, over however many connections. */
  async write(room: string, until: number): Promise<void> {
    let root: number | undefined;
    while (performance.now() < until) {
      const thread = this.sent % 3 === 2 && root !== undefined ? { thread: root } : {};
      const reply = await this.client.send({ room, text: `${this.sent}`, client_id: randomUUID(), ...thread });
      assert.equal(reply.code, 'ok', reply.message);
      this.sent++;
      root ??= reply.id;
      if (reply.id !== undefined) await this.#change(room, reply.id);
      await sleep(60 + Math.random() * 60);
    }
  }

  /** Does something with a message. A stop or kill may cut that off: whether it was done shows in the room's log alone. */
  async #change(room_code: string, id: number): Promise<void> {
    const acts = [
      ['/edit_message', { room_code, id, message: `edited ${id}` }],
      ['/react', { room_code, id, emoji: '👍', action: 'add' }],
      ['/pin_message', { room_code, id, action: 'add' }],
      ['/delete_message', { room_code, id }],
    ] as const;
    const [path, input] = acts[this.sent % acts.length] ?? acts[0];
    if (path === '/delete_message' && id % 5 !== 0) return;
    await call(this.#url, path, input, this.token).catch(() => undefined);
  }

  missing(room: string, head: number): string | undefined {
    const start = this.#starts.get(room) ?? 0;
    const list = this.heard.get(room) ?? [];
    const wrong = list.findIndex((seq, index) => seq !== start + 1 + index);
    if (wrong !== -1) return `${room}: ${list[wrong]} came in place ${wrong} after ${start}`;
    return list.length === head - start ? undefined : `${room}: ${list.length} of ${head - start} entries`;
  }
}

/** What becomes of a room is heard as its messages are. */
async function changeRoom({ url }: ServerProcess, token: string | undefined, round: number): Promise<void> {
  for (const change of [{ description: `round ${round}` }, { archived: 1 }, { archived: 0 }, { room_name: `${round}` }])
    await must(url, '/edit_chat', { room_code: CHANGING, ...change }, token);
}

/** Breaks connections at random moments, also of those that are only just coming back. */
async function cutSome(people: readonly Hearer[], count: number, until: number): Promise<number> {
  const pause = Math.max(1, (until - performance.now()) / count);
  for (let cut = 0; cut < count; cut++) {
    people[Math.floor(Math.random() * people.length)]?.client.cut();
    await sleep(pause * 2 * Math.random());
  }
  return count;
}

async function gather(server: ServerProcess, count: number): Promise<Person[]> {
  const { url } = server;
  const cast = await settle(server);
  const people: Person[] = [cast.amy];
  for (const room_code of ['G02', CHANGING])
    await must(url, '/create_chat', { room_code, room_name: 'All', username: 'amy' }, cast.amy.token);
  async function join(name: string): Promise<Person> {
    const person = await register(url, name);
    await must(url, '/select_course', { action: 'add', username: name, course_code: 'A01' }, person.token);
    for (const room_code of ['G01', 'G02', CHANGING])
      await must(url, '/edit_user', { room_code, action: 'add', username: name }, cast.amy.token);
    return person;
  }
  return [...people, ...(await Promise.all(Array.from({ length: count - 1 }, (_, n) => join(`p${n}`))))];
}

/** Waits until everybody has everything, at most ten seconds; answers how many entries that were. */
async function requireAllHeard({ url }: ServerProcess, people: readonly Hearer[]): Promise<number> {
  const heads = new Map<string, number>();
  const { rooms: chats } = await must(url, '/get_chats', { username: 'amy' }, people[0]?.token);
  for (const { room_code, seq } of readRooms(chats)) heads.set(room_code, seq);
  const deadline = performance.now() + 10_000;
  const wrong = () =>
    people.flatMap((one) => [...ROOMS, CHANGING].flatMap((room) => one.missing(room, heads.get(room) ?? 0) ?? []));
  while (wrong().length > 0 && performance.now() < deadline) await sleep(100);
  assert.deepEqual(wrong(), []);
  const { messages } = await must(url, '/get_messages', { room_code: 'G02' }, people[0]?.token);
  const said = readMessages(messages).map((message) => `${message.sender} ${message.message}`);
  assert.equal(new Set(said).size, said.length, 'a message was kept twice');
  return people.reduce((sum, one) => sum + [...one.heard.values()].reduce((all, list) => all + list.length, 0), 0);
}

const rooms = Type.Array(Type.Object({ room_code: Type.String(), seq: Type.Integer() }));
const readRooms = (value: unknown) => Parse(rooms, value);
const messageList = Type.Array(Type.Object({ sender: Type.String(), message: Type.String() }));
const readMessages = (value: unknown) => Parse(messageList, value);
