import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { ConfigError } from '../setting-values.ts';
import { isOutOfSpace } from '../kernel/db/errors.ts';
import { nameOfS3, type S3Address } from '../kernel/s3-address.ts';
import { BytesMissing, type Place, PlaceUnreachable } from './place.ts';

/** S3 takes parts from 5 MiB on, at most 10,000 of them; an upload on its way holds two of them in memory. */
const PART = 5 * 1024 * 1024;
const MOST_PARTS = 10_000;
const PARTS_AT_ONCE = 2;
const PAGE = 1_000;

/**
 * Bytes in a bucket of an S3 store, each an object `PREFIX` + id. `lendIn`: a folder of this machine for what is lent as a path.
 * Throws one sentence that says what is wrong with `setting` when the bucket cannot be used.
 */
export async function openS3(
  address: S3Address,
  { setting, lendIn }: { setting: string; lendIn: string },
): Promise<Place> {
  const client = createClient(address);
  const { bucket: Bucket, prefix } = address;
  const at = (id: string) => ({ Bucket, Key: `${prefix}${id}` });
  try {
    const { Name } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix, MaxKeys: 1 }));
    // Any web server answers something.
    if (Name !== Bucket) throw new Error('what answers there is no S3 store');
  } catch (error) {
    client.destroy();
    throw new ConfigError(`${setting}: ${whyUnusable(address, error)}`);
  }

  async function read(id: string, range?: { start: number; end: number }): Promise<Readable> {
    const wanted = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` };
    const { Body } = await ask(client.send(new GetObjectCommand({ ...at(id), ...wanted })), id);
    if (Body instanceof Readable) return Body;
    throw new PlaceUnreachable('an answer without a body');
  }

  return {
    shared: true,
    async put(path, id) {
      const { size } = await stat(path);
      const source = createReadStream(path, { highWaterMark: 1024 * 1024 });
      // Each part goes with its SHA-256 in the signature: what arrives changed is refused by the store.
      const upload = new Upload({
        client,
        params: { ...at(id), Body: source },
        partSize: Math.max(PART, Math.ceil(size / MOST_PARTS)),
        queueSize: PARTS_AT_ONCE,
      });
      try {
        await ask(upload.done(), id);
      } finally {
        source.destroy();
      }
    },
    read,
    async sizeOf(id) {
      try {
        return (await ask(client.send(new HeadObjectCommand(at(id))), id)).ContentLength;
      } catch (error) {
        if (error instanceof BytesMissing) return undefined;
        throw error;
      }
    },
    async withPath(id, use) {
      const source = await read(id);
      await mkdir(lendIn, { recursive: true, mode: 0o700 });
      const path = join(lendIn, randomBytes(12).toString('hex'));
      try {
        await ask(pipeline(source, createWriteStream(path, { flags: 'wx', mode: 0o600 })), id);
        return await use(path);
      } finally {
        await rm(path, { force: true });
      }
    },
    async remove(id) {
      await ask(client.send(new DeleteObjectCommand(at(id))), id);
    },
    async *all() {
      // With the delimiter only what lies directly under the prefix: the rest of the bucket is others'.
      const asked = { Bucket, Prefix: prefix, Delimiter: '/' };
      const pages = paginateListObjectsV2({ client, pageSize: PAGE }, asked)[Symbol.asyncIterator]();
      for (;;) {
        const { value, done } = await ask(pages.next(), prefix);
        if (done === true) return;
        const objects = value.Contents ?? [];
        yield objects.flatMap(({ Key = '', LastModified }) => {
          const id = Key.slice(prefix.length);
          return LastModified !== undefined && /^[0-9a-f]{24}$/.test(id) ? [{ id, putAt: LastModified.getTime() }] : [];
        });
      }
    },
    async close() {
      client.destroy();
    },
  };
}

/** The credentials are found by the SDK in its usual places: environment, shared files, the machine's role. */
function createClient({ endpoint, region = endpoint && 'us-east-1', style }: S3Address): S3Client {
  return new S3Client({
    forcePathStyle: style === 'path',
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    // The newer checksums beside the signature's: many stores that are not Amazon's refuse them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 5_000,
      // Until an answer begins.
      requestTimeout: 60_000,
      throwOnRequestTimeout: true,
      // While it flows: a reader who pauses for longer asks again for the rest.
      socketTimeout: 300_000,
      // Every download holds one for as long as its reader needs: fifty, as it is otherwise, slow phones would stop all others.
      httpAgent: { keepAlive: true, maxSockets: Infinity },
      httpsAgent: { keepAlive: true, maxSockets: Infinity },
    },
  });
}

async function ask<T>(answer: Promise<T>, id: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    // A range that is not there: the object is not what its row says.
    const missing = error instanceof Error && ['NoSuchKey', 'NotFound', 'InvalidRange'].includes(error.name);
    if (missing) throw new BytesMissing(id);
    throw isOutOfSpace(error) ? error : new PlaceUnreachable(error);
  }
}

const REFUSED = [
  'AccessDenied',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'Forbidden',
  'UnrecognizedClientException',
];
const ELSEWHERE = ['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'];

function whyUnusable(address: S3Address, error: unknown): string {
  const where = nameOfS3(address);
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'NoSuchBucket') return `there is no bucket ${where}: make it, or name another one.`;
  if (name === 'CredentialsProviderError')
    return `no credentials for ${where}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`;
  if (REFUSED.includes(name))
    return `${where} refuses the credentials (${name}): they must be good for listing, reading, writing and deleting in it.`;
  if (ELSEWHERE.includes(name)) return `${where} is in another region (${message}): say which, as ?region=name.`;
  if (message === 'Region is missing') return `the region of ${where} is not known: say which, as ?region=name.`;
  return `${where} cannot be used (${message.replace(/\.$/, '')}): it must be the address of an S3 store with that bucket.`;
}
