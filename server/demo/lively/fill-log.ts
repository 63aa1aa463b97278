import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { getUser } from '../../accounts/access.ts';
import type { App } from '../../app.ts';
import { createAppender } from '../../chat/appender/appender.ts';
import { sendMessage } from '../../chat/message.ts';
import { getCourse } from '../../courses/access.ts';
import { putPost } from '../../courses/post.ts';
import { addFile } from '../../files/file.ts';
import type { SignedIn } from '../../kernel/http/caller.ts';
import { heldAt } from '../held-clock.ts';
import { SAMPLE_FILE, SAMPLE_FILE_ID } from '../walk.ts';
import { type FileKind, makeFile } from './files.ts';
import { IMPORTANT } from './plan-posts.ts';
import type { Planned, PlannedMessage, PlannedPost } from './planned.ts';
import { createRandom, type Random } from './random.ts';

/** A message as it was kept. */
export type Said = { at: number; seq: number; no: number; username: string };

/**
 * Writes everything down, each with the clock held at its own time. The rooms go on side by side, since most of the time is waiting
 * for the disk; each in order of time, so that its seqs are. Answers what was said in each. `say` hears how far it is, some times.
 */
export async function addLog(
  { school, store }: Pick<App, 'school' | 'store'>,
  planned: readonly Planned[],
  signedIn: ReadonlyMap<string, SignedIn>,
  say: (line: string) => void,
): Promise<Map<string, Said[]>> {
  const appender = createAppender({ database: school.database, onKept: () => undefined });
  const said = new Map<string, Said[]>();
  let done = 0;

  async function send(message: PlannedMessage, fileIds: readonly string[]): Promise<Said> {
    const { at, room, sender, text } = message;
    const draft = { sessionHash: null, sender: sender.username, roomCode: room, text, fileIds, clientId: undefined };
    const { seq, no } = await sendMessage(heldAt(school, at), appender, draft);
    return { at, seq, no, username: sender.username };
  }
  async function addMade(random: Random, kind: FileKind, by: string, at: number): Promise<string> {
    const { name, bytes } = await makeFile(random, kind);
    const file = { source: Readable.from([bytes]), name, uploaderId: idOf(signedIn, by), id: drawId(random) };
    return (await addFile(heldAt(school, at), store, file)).id;
  }
  async function post(random: Random, written: PlannedPost): Promise<void> {
    const { room, section, title, body, due, at } = written;
    const fileIds: string[] = [];
    for (const kind of written.files) fileIds.push(await addMade(random, kind, written.author.username, at));
    if (title === IMPORTANT.title) fileIds.push(await addSample({ school, store }, idOf(signedIn, 'tony')));
    const course = await getCourse(school.database.db, room);
    const author = await getUser(school.database.db, written.author.username);
    await putPost(heldAt(school, at), { course, section, title, body, author, due, fileIds });
  }
  function count(): void {
    done++;
    if (done % 1000 === 0 && done < planned.length) say(`${done} of ${planned.length}`);
  }
  async function writeRoom(room: string, own: readonly Numbered[]): Promise<void> {
    const all: Said[] = [];
    const waiting: Promise<Said>[] = [];
    const settle = async (): Promise<void> => void all.push(...(await Promise.all(waiting.splice(0))));
    for (const { number, each } of own) {
      count();
      // A chance of its own: what is in a file does not hang on which room was quicker.
      const random = createRandom(4711 + number);
      // Whoever is named with an `@` is looked for first.
      if (each.kind === 'message' && each.file === undefined && !each.text.includes('@')) {
        waiting.push(send(each, []));
        continue;
      }
      // What goes another way must not overtake.
      await settle();
      if (each.kind === 'post') await post(random, each);
      else {
        const { file, sender, at } = each;
        all.push(await send(each, file === undefined ? [] : [await addMade(random, file, sender.username, at)]));
      }
    }
    await settle();
    said.set(room, all);
  }

  const numbered = planned.map((each, number) => ({ number, each }));
  const rooms = Map.groupBy(numbered, ({ each }) => each.room);
  await Promise.all([...rooms].map(([room, own]) => writeRoom(room, own)));
  await appender.close();
  return said;
}

type Numbered = { number: number; each: Planned };

/** The document's own file, so that its line works here too. */
async function addSample({ school, store }: Pick<App, 'school' | 'store'>, uploaderId: number | null): Promise<string> {
  const source = createReadStream(SAMPLE_FILE);
  return (await addFile(school, store, { source, name: basename(SAMPLE_FILE), uploaderId, id: SAMPLE_FILE_ID })).id;
}

function idOf(signedIn: ReadonlyMap<string, SignedIn>, username: string): number | null {
  return signedIn.get(username)?.userId ?? null;
}

function drawId(random: Random): string {
  return Array.from({ length: 24 }, () => random.between(0, 15).toString(16)).join('');
}
