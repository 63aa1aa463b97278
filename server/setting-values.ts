import { isIP } from 'node:net';
import { parseS3Address, S3_ADDRESS_FORM, type S3Address } from './kernel/s3-address.ts';

/** A wrong setting: `message` is the one sentence the start ends with. */
export class ConfigError extends Error {}

/** `name`: of the setting or option, for the refusal. */
export function readS3Address(value: string, name: string): S3Address {
  const address = parseS3Address(value);
  if (address !== undefined) return address;
  // The value may hold a password all the same: it is not repeated.
  throw new ConfigError(
    `${name} must be ${S3_ADDRESS_FORM}; credentials are read from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
  );
}

export function whole(fallback: number, least: number, most: number) {
  return (value: string | undefined, name: string): number => {
    if (value === undefined) return fallback;
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new ConfigError(`${name} must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}.`);
  };
}

export function oneOf<T extends string>(fallback: T, ...others: T[]) {
  const allowed = [fallback, ...others];
  return (value: string | undefined, name: string): T => {
    if (value === undefined) return fallback;
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    throw new ConfigError(`${name} must be ${allowed.join(' or ')}, not ${JSON.stringify(value)}.`);
  };
}

export function readUrl(...protocols: string[]) {
  return (value: string | undefined, name: string): string | undefined => {
    if (value === undefined) return undefined;
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
    // The value may hold a password: it is not repeated.
    throw new ConfigError(
      `${name} must be an address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}.`,
    );
  };
}

export function readNetworks(value: string | undefined, name: string): string[] | undefined {
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

export function readTimeZone(value: string | undefined, name: string): string {
  const zone = value ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new ConfigError(`${name} must be an IANA time zone like Asia/Shanghai, not ${JSON.stringify(zone)}.`);
  }
}

export function readKinds(value: string | undefined, name: string): readonly string[] {
  const kinds = (value ?? '')
    .toLowerCase()
    .split(',')
    .map((kind) => kind.trim());
  const wrong = kinds.find((kind) => kind !== '' && !/^(\.[^\s./\\]+|[a-z]+\/(\*|[a-z0-9.+-]+))$/.test(kind));
  if (wrong === undefined) return kinds.filter((kind) => kind !== '');
  throw new ConfigError(
    `${name} must be media types like video/* and endings like .exe, not ${JSON.stringify(wrong)}.`,
  );
}

export function readSize(fallback: number, { zero = false } = {}) {
  return (value: string | undefined, name: string): number => {
    if (value === undefined) return fallback;
    const match = /^(\d{1,15})\s*(|B|KB|MB|GB)$/i.exec(value);
    const factor = { '': 1, B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 }[match?.[2]?.toUpperCase() ?? 'none'];
    const bytes = factor === undefined ? 0 : Number(match?.[1]) * factor;
    if (bytes > 0 || (zero && match?.[1] === '0')) return bytes;
    throw new ConfigError(`${name} must be a size like 100MB or 1048576, not ${JSON.stringify(value)}.`);
  };
}

/** Where clamd listens: a socket of this machine, or a port; `text` as it was written. */
export type ScannerAddress = { text: string; where: { socket: string } | { host: string; port: number } };

export function readScanner(value: string | undefined, name: string): ScannerAddress | undefined {
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
