import { findUsers } from '../../accounts/access.ts';
import { nameKey } from '../../../contract/name-key.ts';
import { skeleton } from '../../accounts/names.ts';
import { createPasswords } from '../../accounts/passwords.ts';
import type { App } from '../../app.ts';
import { writeAudit } from '../../audit.ts';
import { addPicture } from '../../files/picture.ts';
import { transaction } from '../../kernel/db/database.ts';
import type { SignedIn } from '../../kernel/http/caller.ts';
import type { School } from '../../school.ts';
import type { Person } from './people.ts';
import { portrait } from './pictures.ts';
import { createRandom } from './random.ts';

export const PASSWORD = 'password';

/** Makes their accounts, all with the one password, hashed once: 200 times would take most of the start. */
export async function addPeople(school: School, people: readonly Person[]): Promise<Map<string, SignedIn>> {
  const password_hash = await createPasswords().hash(PASSWORD);
  const { clock, database } = school;
  await transaction(database, async (trx) => {
    for (const { username, nickname, role } of people) {
      const { id } = await trx
        .insertInto('users')
        .values({
          username,
          username_key: nameKey(username),
          username_skeleton: skeleton(username),
          nickname,
          nickname_skeleton: skeleton(nickname),
          role,
          password_hash,
          answer_hash: null,
          reset_notice_at: null,
          created_at: clock.now(),
          disabled_at: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      await writeAudit(trx, school, { actorId: id, action: 'register', target: username, detail: { role } });
    }
  });
  const users = await findUsers(
    database.db,
    people.map(({ username }) => username),
  );
  return new Map(
    [...users].map(([usernameKey, { id, username, nickname, role }]) => [
      username,
      { kind: 'session', userId: id, username, usernameKey, nickname, role, tokenHash: '' },
    ]),
  );
}

/** Two in three have a picture. */
export async function addPortraits(
  { school, store }: Pick<App, 'school' | 'store'>,
  signedIn: readonly SignedIn[],
): Promise<void> {
  const withPicture = signedIn.filter(({ username }, place) => place % 3 !== 2 || username === 'amy');
  let next = 0;
  // A few at once: each waits for the disk most of its time. A seed for each, so that the order does not matter.
  async function work(): Promise<void> {
    for (let place = next++; place < withPicture.length; place = next++) {
      const user = withPicture[place];
      if (user !== undefined) await addPicture(school, store, user, await portrait(createRandom(7000 + user.userId)));
    }
  }
  await Promise.all(Array.from({ length: 8 }, work));
}
