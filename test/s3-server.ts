import { startFauxqs } from 'fauxqs';

const BUCKET = 'school-files';

/** An S3 store on the loopback, in this process and in memory, with one bucket. The credentials it is given are set here, too. */
export async function startS3() {
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
  const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false, init: { buckets: [BUCKET] } });
  return {
    port: server.port,
    /** `FILES_URL` of a place of its own in it. `port`: of the road to it. */
    url: (prefix: string, { bucket = BUCKET, port = server.port } = {}) =>
      `s3://${bucket}/${prefix}?endpoint=http://127.0.0.1:${port}&region=us-east-1`,
    stop: () => server.stop(),
  };
}
