import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { readConfig } from './config.ts';
import { ConfigError } from './setting-values.ts';

test('with nothing set there is a school that only this machine reaches', () => {
  const config = readConfig({});
  const { port, host, access, dataDir, maxUpload, databaseUrl, timeZone } = config;
  assert.deepEqual(
    { port, host, access, dataDir, maxUpload, databaseUrl },
    {
      port: 8080,
      host: '127.0.0.1',
      access: 'signed-in',
      dataDir: resolve('data'),
      maxUpload: 100 * 1024 * 1024,
      databaseUrl: undefined,
    },
  );
  assert.equal(timeZone, Intl.DateTimeFormat().resolvedOptions().timeZone);
});

test('what is set is read; empty is unset', () => {
  const config = readConfig({
    PORT: '0',
    MAX_UPLOAD: '1 GB',
    TIME_ZONE: 'asia/shanghai',
    REGISTER: 'code',
    SEND_RATE: '',
    QUOTA_USER: '0',
    REFUSE_KINDS: ' .EXE ,video/*, ',
    PUBLIC_URL: 'https://chat.school.example',
  });
  assert.deepEqual([config.port, config.maxUpload, config.timeZone], [0, 1024 ** 3, 'Asia/Shanghai']);
  assert.deepEqual(
    [config.registerByCodeOnly, config.sendRate, config.publicUrl?.origin],
    [true, 20, 'https://chat.school.example'],
  );
  assert.deepEqual([config.userQuota, config.refuseKinds], [0, ['.exe', 'video/*']]);
  assert.ok(config.hostNames.includes('chat.school.example'));
});

test('an address of S3 says bucket, prefix, endpoint and region', () => {
  const read = (FILES_URL: string) => readConfig({ FILES_URL }).filesUrl;
  assert.deepEqual(read('s3://school-files'), {
    bucket: 'school-files',
    prefix: '',
    endpoint: undefined,
    region: undefined,
    style: 'host',
  });
  assert.deepEqual(read('s3://files.example/one/two/?endpoint=http://127.0.0.1:9000&region=cn-north-1'), {
    bucket: 'files.example',
    prefix: 'one/two/',
    endpoint: 'http://127.0.0.1:9000',
    region: 'cn-north-1',
    style: 'path',
  });
  assert.equal(read('s3://files?endpoint=https://oss.example&style=host')?.style, 'host');
  assert.equal(readConfig({}).filesUrl, undefined);
});

test('a scanner is a socket of this machine, or a port of any', () => {
  const read = (SCANNER_URL: string) => readConfig({ SCANNER_URL }).scanner?.where;
  assert.equal(readConfig({}).scanner, undefined);
  assert.deepEqual(read('unix:/run/clamav/clamd.ctl'), { socket: '/run/clamav/clamd.ctl' });
  assert.deepEqual(read('unix:///run/clamd%20one.ctl'), { socket: '/run/clamd one.ctl' });
  assert.deepEqual(read('clamd://127.0.0.1:3311'), { host: '127.0.0.1', port: 3311 });
  assert.deepEqual(read('clamd://[::1]'), { host: '::1', port: 3310 });
});

const WRONG: [Record<string, string>, RegExp][] = [
  [{ PORT: '80a' }, /^PORT must be a whole number from 0 to 65535, not "80a"\.$/],
  [{ PORT: '65536' }, /^PORT must be/],
  [{ PORT: '-1' }, /^PORT must be/],
  [{ ACCESS: 'closed' }, /^ACCESS must be signed-in or open, not "closed"\.$/],
  [{ TIME_ZONE: 'Peking' }, /^TIME_ZONE must be an IANA time zone like Asia\/Shanghai, not "Peking"\.$/],
  [{ MAX_UPLOAD: 'much' }, /^MAX_UPLOAD must be a size like 100MB/],
  [{ MAX_UPLOAD: '0' }, /^MAX_UPLOAD must be a size/],
  [{ QUOTA_USER: '-1' }, /^QUOTA_USER must be a size/],
  [
    { REFUSE_KINDS: '.exe, film' },
    /^REFUSE_KINDS must be media types like video\/\* and endings like \.exe, not "film"/,
  ],
  [{ KEEP_UNUSED_FILES: 'long' }, /^KEEP_UNUSED_FILES must be/],
  [{ DATABASE_URL: 'mysql://root:secret@host/db' }, /^DATABASE_URL must be an address that begins with postgres:\/\//],
  [{ PUBLIC_URL: 'chat.school.example' }, /^PUBLIC_URL must be an address/],
  [{ TRUST_PROXY: 'all' }, /^TRUST_PROXY must be IP addresses/],
  [{ SCANNER_URL: 'http://127.0.0.1:3310' }, /^SCANNER_URL must be like unix:\/run\/clamav\/clamd\.ctl or clamd:\/\//],
  [{ SCANNER_URL: 'unix:' }, /^SCANNER_URL must be like/],
  [{ SCANNER_URL: 'clamd://' }, /^SCANNER_URL must be like/],
  [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be/],
  [{ ACCESS: 'open', HOST: '0.0.0.0' }, /^ACCESS=open trusts every caller/],
  [{ NATS_URL: 'nats://host' }, /^NATS_URL is not supported by this version/],
  [{ FILES_URL: '/var/files' }, /^FILES_URL must be s3:\/\/bucket, .*AWS_ACCESS_KEY_ID/],
  [{ FILES_URL: 's3://key:secret@bucket' }, /^FILES_URL must be s3:/],
  [{ FILES_URL: 's3://Bucket_1' }, /^FILES_URL must be s3:/],
  [{ FILES_URL: 's3://bucket/a b' }, /^FILES_URL must be s3:/],
  [{ FILES_URL: 's3://bucket?endpoint=store.school.example:9000' }, /^FILES_URL must be s3:/],
  [{ FILES_URL: 's3://bucket?endpoint=https://key:secret@store' }, /^FILES_URL must be s3:/],
  [{ FILES_URL: 's3://bucket?zone=x' }, /^FILES_URL must be s3:/],
  [{ FILES_URL: 's3://bucket?style=dns' }, /^FILES_URL must be s3:/],
  [{ LAMITT_PORT: '80' }, /^There is no setting LAMITT_PORT/],
  [{ ACCESS_OPEN: 'yes' }, /^There is no setting ACCESS_OPEN/],
];
for (const [environment, sentence] of WRONG) {
  test(`${JSON.stringify(environment)} ends the start with one sentence`, () => {
    assert.throws(
      () => readConfig(environment),
      (error: unknown) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, sentence);
        assert.ok(!error.message.includes('secret') && !error.message.includes('\n'));
        return true;
      },
    );
  });
}

test('open access beyond this machine has to be asked for twice', () => {
  for (const HOST of ['127.0.0.1', 'localhost', '::1'])
    assert.equal(readConfig({ ACCESS: 'open', HOST }).access, 'open');
  assert.equal(readConfig({ ACCESS: 'open', HOST: '0.0.0.0', ACCESS_OPEN_ANYWHERE: 'yes' }).openAnywhere, true);
});
