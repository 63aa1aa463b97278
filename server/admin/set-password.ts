import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { resetPassword } from '../accounts/account.ts';
import { forgetAttempts } from '../accounts/attempts.ts';
import { attemptSubject } from '../accounts/login.ts';
import { createPasswords } from '../accounts/passwords.ts';
import { ConfigError } from '../setting-values.ts';
import type { School } from '../school.ts';
import { getNamed } from './operator.ts';

type Source = NodeJS.ReadableStream & Pick<ReadStream, 'isTTY'>;

/**
 * Sets somebody's password. All their sessions end, their wrong guesses are forgotten, and their next log-in tells them of it.
 * The password is asked for at a terminal, unseen, or is the first line of what is piped in.
 */
export async function setPassword(school: School, name: string, source: Source): Promise<string> {
  const user = await getNamed(school, school.database.db, name);
  const password = source.isTTY ? await ask(source, user.username) : await readLine(source);
  if (password === '') throw new ConfigError('No password was given: type one, or pipe it in as one line.');
  const { id: userId, username, role } = user;
  await resetPassword(school, createPasswords(), { userId, username, role, password, by: 'operator' });
  await forgetAttempts(school, attemptSubject(username));
  return `The password of ${username} is set; every session of ${username} ended.`;
}

async function ask(source: Source, username: string): Promise<string> {
  const first = await askUnseen(source, `New password of ${username}: `);
  const again = await askUnseen(source, 'Once more: ');
  if (first !== again) throw new ConfigError('The two are not the same: nothing was changed.');
  return first;
}

/** readline edits the line; what it would echo goes nowhere. */
async function askUnseen(source: Source, question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: source, output: nowhere, terminal: true });
  const stopped = new Promise<never>((_resolve, reject) => {
    lines.once('SIGINT', () => reject(new ConfigError('Nothing was changed.')));
    lines.once('close', () => reject(new ConfigError('Nothing was changed.')));
  });
  process.stderr.write(question);
  try {
    return await Promise.race([lines.question(''), stopped]);
  } finally {
    stopped.catch(() => undefined);
    lines.close();
    process.stderr.write('\n');
  }
}

async function readLine(source: Source): Promise<string> {
  const lines = createInterface({ input: source });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}
