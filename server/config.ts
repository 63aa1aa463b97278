import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { S3Address } from './kernel/s3-address.ts';
import {
  ConfigError,
  oneOf,
  type ScannerAddress,
  readKinds,
  readNetworks,
  readS3Address,
  readScanner,
  readSize,
  readTimeZone,
  readUrl,
  whole,
} from './setting-values.ts';

type Setting<T> = {
  /** What it is when unset, as the help prints it. */
  fallback: string;
  about: string;
  /** `value` is never empty. Throws ConfigError saying what would be right. */
  read: (value: string | undefined, name: string) => T;
};

const settings = {
  PORT: { fallback: '8080', about: 'TCP port to listen on; 0 takes a free one', read: whole(8080, 0, 65_535) },
  HOST: {
    fallback: '127.0.0.1',
    about: 'address to listen on; 0.0.0.0 lets phones and other machines in',
    read: (value) => value ?? '127.0.0.1',
  },
  DATA_DIR: {
    fallback: './data',
    about: 'folder of the database (SQLite) and the files; one server a folder',
    read: (value) => resolve(value ?? './data'),
  },
  AUTH_CODE: {
    fallback: 'made and printed at the first start',
    about: "the instructors' standing code for /register, kept hashed",
    read: (value) => value,
  },
  ACCESS: {
    fallback: 'signed-in',
    about:
      'signed-in: calls need a session; open: the documented contract for clients that send no credentials, loopback only',
    read: oneOf('signed-in', 'open'),
  },
  ACCESS_OPEN_ANYWHERE: {
    fallback: 'no',
    about: 'yes lifts the loopback, host and proxy checks of ACCESS=open: anyone who reaches the server can be anyone',
    read: (value, name) => oneOf('no', 'yes')(value, name) === 'yes',
  },
  TIME_ZONE: {
    fallback: "the host's zone",
    about: 'IANA name of the zone of every `time`, like Asia/Shanghai',
    read: readTimeZone,
  },
  PUBLIC_URL: {
    fallback: 'none',
    about: 'the address people use, like https://chat.school.example; used in texts and to know our own pages',
    read: readUrl('http:', 'https:'),
  },
  TRUST_PROXY: {
    fallback: 'none',
    about:
      'addresses or networks of the reverse proxy whose X-Forwarded-* count, like 127.0.0.1 or 10.0.0.0/8, separated by commas',
    read: readNetworks,
  },
  LOG_LEVEL: {
    fallback: 'info',
    about: 'trace, debug, info, warn, error or silent; one JSON line an event on standard output',
    read: oneOf('info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent'),
  },
  DATABASE_URL: {
    fallback: 'SQLite in DATA_DIR',
    about: 'postgres://user:password@host/database, PostgreSQL 15 or newer',
    read: readUrl('postgres:', 'postgresql:'),
  },
  FILES_URL: {
    fallback: 'files in DATA_DIR',
    about:
      's3://bucket/prefix?endpoint=https://host&region=name: where the bytes of files are kept; credentials from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    read: (value, name) => (value === undefined ? undefined : readS3Address(value, name)),
  },
  PASSWORDS: {
    fallback: 'documented',
    about: 'strict also refuses common passwords and asks 15 characters of staff',
    read: oneOf('documented', 'strict'),
  },
  MAX_UPLOAD: {
    fallback: '100MB',
    about: 'largest file of one upload; bytes, or a number with KB, MB or GB',
    read: readSize(100 * 1024 * 1024),
  },
  MAX_UPLOAD_IN_PARTS: {
    fallback: '2GB',
    about: 'largest file of one upload that goes on where it broke off (tus); the web app uses it above 5 MB',
    read: readSize(2 * 1024 ** 3),
  },
  REFUSE_KINDS: {
    fallback: 'none',
    about:
      'what may not be uploaded: media types by the bytes, like video/*, and endings of names, like .exe, separated by commas',
    read: readKinds,
  },
  QUOTA_USER: {
    fallback: '10GB',
    about: "how much one user's files may take; 0: no limit",
    read: readSize(10 * 1024 ** 3, { zero: true }),
  },
  QUOTA_COURSE: {
    fallback: '100GB',
    about: 'how much the files of a course, its posts and its group, may take; 0: no limit',
    read: readSize(100 * 1024 ** 3, { zero: true }),
  },
  KEEP_UNUSED_FILES: {
    fallback: '30',
    about: 'days after which a file that no message and no post carries is removed; 0: never',
    read: whole(30, 0, 36_500),
  },
  SCANNER_URL: {
    fallback: 'none',
    about:
      'clamd, which looks for malware in every upload, like unix:/run/clamav/clamd.ctl or clamd://127.0.0.1:3310; while it does not answer nothing can be uploaded',
    read: readScanner,
  },
  REGISTER: {
    fallback: 'open',
    about: 'code: nobody registers without an auth code',
    read: oneOf('open', 'code'),
  },
  RECOVERY: {
    fallback: 'answer',
    about: 'code: a password is reset with a one-time code from instructor or admin instead of the security answer',
    read: oneOf('answer', 'code'),
  },
  SEND_RATE: {
    fallback: '20',
    about:
      'messages a second one session may send on average, and as many changes of them; three seconds of it at once; 0: no limit',
    read: whole(20, 0, 1_000_000),
  },
} satisfies Record<string, Setting<unknown>>;

/** Settings that the design names and that nothing serves yet: setting one must not look as if it worked. */
const notYet = ['NATS_URL'] as const;

export type Config = {
  port: number;
  host: string;
  dataDir: string;
  authCode: string | undefined;
  access: 'signed-in' | 'open';
  openAnywhere: boolean;
  timeZone: string;
  publicUrl: URL | undefined;
  trustProxy: readonly string[] | undefined;
  logLevel: string;
  databaseUrl: string | undefined;
  /** Undefined: the bytes of files are kept in the folder of data. */
  filesUrl: S3Address | undefined;
  strictPasswords: boolean;
  maxUpload: number;
  maxUploadInParts: number;
  /** Media types (`video/mp4`, `video/*`) and endings of names (`.exe`), in small letters. */
  refuseKinds: readonly string[];
  /** Bytes; 0: no limit. */
  userQuota: number;
  courseQuota: number;
  /** Days; 0: for ever. */
  keepUnusedFiles: number;
  scanner: ScannerAddress | undefined;
  registerByCodeOnly: boolean;
  resetByAnswer: boolean;
  sendRate: number;
  /** Under open access a request may name the server so (`Host`): its own name, beside IP literals and localhost. */
  hostNames: readonly string[];
};

/** Reads the environment. Throws ConfigError with one sentence that says which setting is wrong and what would be right. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  refuseUnknown(environment);
  const read = <T>(name: string, setting: Setting<T>): T => setting.read(environment[name]?.trim() || undefined, name);
  const publicUrl = read('PUBLIC_URL', settings.PUBLIC_URL);
  const config: Config = {
    port: read('PORT', settings.PORT),
    host: read('HOST', settings.HOST),
    dataDir: read('DATA_DIR', settings.DATA_DIR),
    authCode: read('AUTH_CODE', settings.AUTH_CODE),
    access: read('ACCESS', settings.ACCESS),
    openAnywhere: read('ACCESS_OPEN_ANYWHERE', settings.ACCESS_OPEN_ANYWHERE),
    timeZone: read('TIME_ZONE', settings.TIME_ZONE),
    publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl),
    trustProxy: read('TRUST_PROXY', settings.TRUST_PROXY),
    logLevel: read('LOG_LEVEL', settings.LOG_LEVEL),
    databaseUrl: read('DATABASE_URL', settings.DATABASE_URL),
    filesUrl: read('FILES_URL', settings.FILES_URL),
    strictPasswords: read('PASSWORDS', settings.PASSWORDS) === 'strict',
    maxUpload: read('MAX_UPLOAD', settings.MAX_UPLOAD),
    maxUploadInParts: read('MAX_UPLOAD_IN_PARTS', settings.MAX_UPLOAD_IN_PARTS),
    refuseKinds: read('REFUSE_KINDS', settings.REFUSE_KINDS),
    userQuota: read('QUOTA_USER', settings.QUOTA_USER),
    courseQuota: read('QUOTA_COURSE', settings.QUOTA_COURSE),
    keepUnusedFiles: read('KEEP_UNUSED_FILES', settings.KEEP_UNUSED_FILES),
    scanner: read('SCANNER_URL', settings.SCANNER_URL),
    registerByCodeOnly: read('REGISTER', settings.REGISTER) === 'code',
    resetByAnswer: read('RECOVERY', settings.RECOVERY) === 'answer',
    sendRate: read('SEND_RATE', settings.SEND_RATE),
    hostNames: [hostname(), ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname])],
  };
  if (config.access === 'open' && !config.openAnywhere && !isLoopback(config.host)) {
    throw new ConfigError(
      `ACCESS=open trusts every caller, so it listens on this machine only: leave HOST at 127.0.0.1 (it is ${config.host}), use ACCESS=signed-in, or set ACCESS_OPEN_ANYWHERE=yes knowing that anyone can then be anyone.`,
    );
  }
  return config;
}

/** The settings as `--help` prints them and `docs/running.md` documents them. */
export function settingsHelp(): { name: string; fallback: string; about: string }[] {
  return Object.entries(settings).map(([name, { fallback, about }]) => ({ name, fallback, about }));
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function refuseUnknown(environment: Record<string, string | undefined>): void {
  for (const name of notYet) {
    if (environment[name]) throw new ConfigError(`${name} is not supported by this version: unset it.`);
  }
  // The environment is full of other programs' names; those that begin with ours are meant for us.
  const unknown = Object.keys(environment).find(
    (name) => /^(LAMITT_|ACCESS_|AUTH_CODE)/.test(name) && !(name in settings),
  );
  if (unknown !== undefined) {
    throw new ConfigError(`There is no setting ${unknown}: the settings are ${Object.keys(settings).join(', ')}.`);
  }
}
