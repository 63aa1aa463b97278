import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config } from '../../config.ts';
import { ConfigError, readS3Address } from '../../setting-values.ts';
import { openFolder } from '../../files/folder.ts';
import { type Blob, countBlobs, eachBlob, examine, hasRow, isFileOf } from '../../files/inventory.ts';
import { BytesMissing, type Place } from '../../files/place.ts';
import { openBucket, openPlace } from '../../files/store.ts';
import { atOnce } from '../../kernel/at-once.ts';
import { codeOf, isOutOfSpace } from '../../kernel/db/errors.ts';
import { nameOfS3 } from '../../kernel/s3-address.ts';
import type { School } from '../../school.ts';
import { createProgress, inBytes, type Progress } from '../backup/progress.ts';
import { lineOf, type Verdict } from './verify.ts';

const COPIES_AT_ONCE = 8;

type Goal = { place: Place; setting: string };

/**
 * Copies all bytes of the school to another place, an S3 address or a folder, beside a server that goes on. Each is read again
 * there and compared with its row; what is there and right already is not copied, so it can be run again whenever it broke off.
 * The place the school uses now is only read.
 */
export async function moveFiles(
  school: School,
  to: string,
  { progress = createProgress(), write }: { progress?: Progress; write: (line: string) => void },
): Promise<Verdict> {
  const goal = await openGoal(school.config, to);
  try {
    const from = await openPlace(school.config);
    try {
      return await copyAll(school, from, goal, { progress, write });
    } catch (error) {
      if (!isOutOfSpace(error)) throw error;
      throw new ConfigError(
        `There is no room (${codeOf(error)}): what is copied stays, so make some and run this again.`,
      );
    } finally {
      await from.close();
    }
  } finally {
    await goal.place.close();
  }
}

async function copyAll(
  school: School,
  from: Place,
  { place, setting }: Goal,
  { progress, write }: { progress: Progress; write: (line: string) => void },
): Promise<Verdict> {
  const total = await countBlobs(school);
  const done = { copied: 0, there: 0, bytes: 0, wrong: 0 };
  await atOnce(COPIES_AT_ONCE, eachBlob(school), async (blob) => {
    const outcome = await copy(from, place, blob);
    if (outcome === 'copied' || outcome === 'there') done[outcome] += 1;
    // A file may have gone, and its bytes with it, since its row was read.
    else if (await hasRow(school, blob.id)) {
      done.wrong += 1;
      write(await lineOf(school, outcome, blob));
    }
    done.bytes += blob.size;
    progress.at(
      () =>
        `${done.copied + done.there} of ${total.count} blobs, ${inBytes(done.bytes)} of ${inBytes(total.bytes)} are there …`,
    );
  });
  const sum = `${done.copied} blobs copied, ${done.there} were there, every hash is right`;
  progress.done(sum);
  if (done.wrong > 0) {
    const rest = `${done.wrong} could not be copied, since they are missing or changed where the school keeps them`;
    return { isWhole: false, summary: `${sum}; ${rest}.` };
  }
  const next = 'Next: stop the server, run this once more for what came in meanwhile';
  return { isWhole: true, summary: `${sum}.\n${next}, ${setting}, and start it.` };
}

async function copy(from: Place, to: Place, blob: Blob): Promise<'copied' | 'there' | 'missing' | 'changed'> {
  if ((await examine(to, blob)) === 'right') return 'there';
  try {
    const isRight = await from.withPath(blob.id, async (path) => {
      if (!(await isFileOf(path, blob))) return false;
      await to.put(path, blob.id);
      return true;
    });
    if (!isRight) return 'changed';
  } catch (error) {
    if (error instanceof BytesMissing) return 'missing';
    throw error;
  }
  const arrived = await examine(to, blob);
  if (arrived !== 'right') throw new ConfigError(`Blob ${blob.id} was copied and is ${arrived} there: run this again.`);
  return 'copied';
}

/** Opens the place that is named, and says what must be set so that the school uses it. Throws a refusal when it does already. */
async function openGoal(config: Config, to: string): Promise<Goal> {
  const now = config.filesUrl;
  const own = join(config.dataDir, 'files');
  if (/^[a-z0-9]+:\/\//i.test(to)) {
    const address = readS3Address(to, '--to');
    if (now !== undefined && nameOfS3(now) === nameOfS3(address)) throw inUse(to);
    return { place: await openBucket(config, { address, setting: '--to' }), setting: `set FILES_URL='${to}'` };
  }
  const folder = resolve(to);
  const place = await openFolder(folder);
  const isOwn = (await realpath(folder)) === (await realpath(own).catch(() => own));
  if (isOwn && now === undefined) throw inUse(to);
  return {
    place,
    setting: isOwn ? 'unset FILES_URL' : `unset FILES_URL, put ${folder} where ${own} is (a link will do)`,
  };
}

function inUse(to: string): ConfigError {
  return new ConfigError(`The school keeps its files in ${to} already: --to must be another place.`);
}
