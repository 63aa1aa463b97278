import { networkInterfaces } from 'node:os';
import { addInvitation } from './accounts/codes.ts';
import { hasAdmin } from './accounts/account.ts';
import { type Config, isLoopback } from './config.ts';
import type { Scanner } from './files/scanner.ts';
import type { Store } from './files/store.ts';
import type { School } from './school.ts';

export type Address = { host: string; port: number };

/**
 * What a start tells its operator: where, how to become administrator, the instructors' code when it is new, the two settings
 * of ACCESS, and whether the malware scanner is there.
 */
export async function welcome(
  school: School,
  address: Address,
  { newCode, store }: { newCode: string | undefined; store: Pick<Store, 'scanner'> },
): Promise<string> {
  const { config, clock } = school;
  const here = addressHere(address);
  const lines = [`Lamitt serves ${config.publicUrl?.href ?? here}   (API: ${here}/docs)`];

  if (newCode !== undefined && config.authCode === undefined) {
    lines.push(`Instructors register with the code  ${newCode}  (shown once; set AUTH_CODE to choose another)`);
  }
  if (!(await hasAdmin(school))) {
    const invitation = await addInvitation(school, 'admin');
    const startPage = `${config.publicUrl?.href.replace(/\/$/, '') ?? here}/app/start#${invitation}`;
    lines.push(
      'Become administrator: open this address once, within 24 hours, and choose your name and password',
      `  ${startPage}`,
      `or  ${registerLine(here, invitation)}`,
    );
  }
  lines.push(`Times are in ${clock.timeZone}; TIME_ZONE changes that.`);
  if (store.scanner !== undefined) lines.push(await scannerLine(store.scanner, config));
  lines.push(...accessLines(config.access), ...reachLines(address));
  return `${lines.join('\n')}\n`;
}

/** The address by which this machine reaches the server, without a slash at its end. */
export function addressHere({ host, port }: Address): string {
  const name = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** How a code is used, ready to paste but for the name and password. */
export function registerLine(here: string, code: string): string {
  return `curl ${here}/register -d '{"username":"head","password":"CHOOSE ONE","auth_code":"${code}"}'`;
}

async function scannerLine(scanner: Scanner, { scanner: address }: Config): Promise<string> {
  const isThere = await scanner.requireAnswer().then(
    () => true,
    () => false,
  );
  return isThere
    ? `Uploads are looked into for malware by clamd at ${address?.text}.`
    : `*** SCANNER_URL=${address?.text}: no clamd answers there. Nothing can be uploaded until one does. ***`;
}

function accessLines(access: 'signed-in' | 'open'): string[] {
  if (access === 'signed-in') {
    return [
      'ACCESS=signed-in: every call needs a session. ACCESS=open serves clients that send no credentials, on this machine only.',
    ];
  }
  return [
    '*** ACCESS=open: there is no sign-in. Whoever reaches this server can be anyone, read and change everything. ***',
    'Use it for trials with old clients on this machine. ACCESS=signed-in (the default) asks for sessions.',
  ];
}

function reachLines({ host, port }: Address): string[] {
  if (isLoopback(host)) return [`Only this machine gets in. HOST=0.0.0.0 lets phones and other machines in.`];
  const addresses = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter((one) => one.family === 'IPv4' && !one.internal)
    .map((one) => `http://${one.address}:${port}`);
  return [
    `Other machines get in at ${addresses.join(' ') || `port ${port}`}; put HTTPS in front before phones use it (docs/running.md).`,
  ];
}
