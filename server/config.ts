import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { resolve } from 'node:path';

/** A wrong setting: `message` is the one sentence the start ends with. */
export class ConfigError extends Error {}

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
const notYet = ['NATS_URL', 'FILES_URL'] as const;

/** Where clamd listens: a socket of this machine, or a port; `text` as it was written. */
export type ScannerAddress = { text: string; where: { socket: string } | { host: string; port: number } };

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
  strictPasswords: boolean;
  maxUpload: number;
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
    strictPasswords: read('PASSWORDS', settings.PASSWORDS) === 'strict',
    maxUpload: read('MAX_UPLOAD', settings.MAX_UPLOAD),
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

function whole(fallback: number, least: number, most: number) {
  return (value: string | undefined, name: string): number => {
    if (value === undefined) return fallback;
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new ConfigError(`${name} must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}.`);
  };
}

function oneOf<T extends string>(fallback: T, ...others: T[]) {
  const allowed = [fallback, ...others];
  return (value: string | undefined, name: string): T => {
    if (value === undefined) return fallback;
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    throw new ConfigError(`${name} must be ${allowed.join(' or ')}, not ${JSON.stringify(value)}.`);
  };
}

function readUrl(...protocols: string[]) {
  return (value: string | undefined, name: string): string | undefined => {
    if (value === undefined) return undefined;
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
    // The value may hold a password: it is not repeated.
    throw new ConfigError(
      `${name} must be an address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}.`,
    );
  };
}

function readScanner(value: string | undefined, name: string): ScannerAddress | undefined {
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url?.protocol === 'unix:' && url.host === '' && url.pathname.length > 1)
    return { text: value, where: { socket: decodeURIComponent(url.pathname) } };
  if (url?.protocol === 'clamd:' && url.hostname !== '')
    return { text: value, where: { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 3310) } };
  throw new ConfigError(
    `${name} must be like unix:/run/clamav/clamd.ctl or clamd://127.0.0.1:3310, not ${JSON.stringify(value)}.`,
  );
}

function readNetworks(value: string | undefined, name: string): string[] | undefined {
  const networks = value?.split(',').map((one) => one.trim());
  const wrong = networks?.find((one) => {
    const [address = '', bits = '0', ...rest] = one.split('/');
    return (
      isIP(address) === 0 || rest.length > 0 || !/^\d+$/.test(bits) || Number(bits) > (isIP(address) === 4 ? 32 : 128)
    );
  });
  if (wrong === undefined) return networks;
  throw new ConfigError(
    `${name} must be IP addresses or networks like 10.0.0.0/8, separated by commas, not ${JSON.stringify(wrong)}.`,
  );
}

function readTimeZone(value: string | undefined, name: string): string {
  const zone = value ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new ConfigError(`${name} must be an IANA time zone like Asia/Shanghai, not ${JSON.stringify(zone)}.`);
  }
}

function readSize(fallback: number) {
  return (value: string | undefined, name: string): number => {
    if (value === undefined) return fallback;
    const match = /^(\d{1,15})\s*(|B|KB|MB|GB)$/i.exec(value);
    const factor = { '': 1, B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 }[match?.[2]?.toUpperCase() ?? 'none'];
    const bytes = factor === undefined ? 0 : Number(match?.[1]) * factor;
    if (bytes > 0) return bytes;
    throw new ConfigError(`${name} must be a size like 100MB or 1048576, not ${JSON.stringify(value)}.`);
  };
}
