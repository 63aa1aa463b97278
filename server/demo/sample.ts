import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { findUser } from '../accounts/access.ts';
import { addAccount } from '../accounts/account.ts';
import { keepStandingCode } from '../accounts/codes.ts';
import { createPasswords } from '../accounts/passwords.ts';
import { endSessionsOf } from '../accounts/sessions.ts';
import type { App } from '../app.ts';
import { createAppender } from '../chat/appender/appender.ts';
import { sendMessage } from '../chat/message.ts';
import { addCourse } from '../courses/course.ts';
import { getCourse } from '../courses/access.ts';
import { putPost } from '../courses/post.ts';
import { addFile } from '../files/file.ts';
import { transaction } from '../kernel/db/database.ts';
import type { School } from '../school.ts';
import { heldAt, momentOf } from './held-clock.ts';
import { SAMPLE_AUTH_CODE, SAMPLE_FILE, SAMPLE_FILE_ID } from './walk.ts';

/**
 * Puts the document's world into an empty school: tony, the course A01 with its announcement, tony's greeting in its group, a PDF.
 * `test` is not there, so that the document's first line works.
 */
export async function addSampleSchool({ school, store }: Pick<App, 'school' | 'store'>): Promise<void> {
  await keepStandingCode(school, SAMPLE_AUTH_CODE);
  const before = at(school, '2024-11-29 00:00:00');
  const tony = await addTony(before);
  await addCourse(before, { code: 'A01', name: 'Data Science', instructor: tony, by: tony.id });
  await greet(at(school, '2024-11-29 00:00:01'));
  await putPost(at(school, '2024-11-29 00:00:12'), {
    course: await getCourse(school.database.db, 'A01'),
    section: 'announcement',
    title: 'Important!',
    body: 'Remember to bring your homework tomorrow.',
    author: tony,
  });
  const source = createReadStream(SAMPLE_FILE);
  await addFile(before, store, { source, name: basename(SAMPLE_FILE), uploaderId: tony.id, id: SAMPLE_FILE_ID });
}

async function addTony(school: School) {
  const registration = { username: 'tony', password: 'password', auth_code: SAMPLE_AUTH_CODE };
  await addAccount(school, createPasswords(), registration, 'sample');
  const tony = await findUser(school.database.db, 'tony');
  if (tony === undefined) throw new Error('tony is not there');
  // Registering signs in; nobody holds that token.
  await transaction(school.database, (trx) => endSessionsOf(trx, tony.id));
  return tony;
}

async function greet(school: School): Promise<void> {
  const appender = createAppender({ database: school.database, onKept: () => undefined });
  const draft = {
    sessionHash: null,
    sender: 'tony',
    roomCode: 'A01',
    text: 'Hello!',
    fileIds: [],
    clientId: undefined,
  };
  await sendMessage(school, appender, draft);
  await appender.close();
}

/** The same school with its clock held at a time of its own zone, `YYYY-MM-DD HH:MM:SS`. */
function at(school: School, time: string): School {
  return heldAt(school, momentOf(school.clock, time));
}
