import { networkInterfaces } from 'node:os';
import { addInvitation, keepStandingCode } from './accounts/codes.ts';
import { hasAdmin } from './accounts/account.ts';
import { isLoopback } from './config.ts';
import type { School } from './school.ts';

/** What a start tells its operator: where, how to become administrator, the instructors' code, the two settings of ACCESS. */
export async function welcome(school: School, { host, port }: { host: string; port: number }): Promise<string> {
  const { config, clock } = school;
  const here = `http://${isLoopback(host) || host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
  const lines = [`Lamitt serves ${config.publicUrl?.href ?? here}   (API: ${here}/docs)`];

  const code = await keepStandingCode(school, config.authCode);
  if (code !== undefined && config.authCode === undefined) {
    lines.push(`Instructors register with the code  ${code}  (shown once; set AUTH_CODE to choose another)`);
  }
  if (!(await hasAdmin(school))) {
    const invitation = await addInvitation(school, 'admin');
    lines.push(
      'Become administrator, once, within 24 hours:',
      `  curl ${here}/register -d '{"username":"head","password":"CHOOSE ONE","auth_code":"${invitation}"}'`,
    );
  }
  lines.push(`Times are in ${clock.timeZone}; TIME_ZONE changes that.`);
  lines.push(...accessLines(config.access), ...reachLines(host, port));
  return `${lines.join('\n')}\n`;
}

function accessLines(access: 'signed-in' | 'open'): string[] {
  if (access === 'signed-in') {
    return ['ACCESS=signed-in: every call needs a session. ACCESS=open serves clients that send no credentials, on this machine only.'];
  }
  return [
    '*** ACCESS=open: there is no sign-in. Whoever reaches this server can be anyone, read and change everything. ***',
    'Use it for trials with old clients on this machine. ACCESS=signed-in (the default) asks for sessions.',
  ];
}

function reachLines(host: string, port: number): string[] {
  if (isLoopback(host)) return [`Only this machine gets in. HOST=0.0.0.0 lets phones and other machines in.`];
  const addresses = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter((one) => one.family === 'IPv4' && !one.internal)
    .map((one) => `http://${one.address}:${port}`);
  return [`Other machines get in at ${addresses.join(' ') || `port ${port}`}; put HTTPS in front before phones use it (docs/running.md).`];
}
