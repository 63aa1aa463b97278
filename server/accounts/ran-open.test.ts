import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import pino from 'pino';
import { auth } from '../../contract/accounts.ts';
import { createChat, getChats, sendMessage } from '../../contract/chat.ts';
import { engines } from '../../test/engines.ts';
import { openSchool, testClock } from '../../test/school.ts';
import { openSocket } from '../../test/socket.ts';
import { createApp } from '../app.ts';
import { settleAccess } from './ran-open.ts';

for (const engine of engines) {
  describe(`a school that ran open, ${engine}`, () => {
    test('ends all sessions when it asks for them again, once, and logs who was spoken for', async () => {
      const open = await openSchool(engine, { access: 'open' });
      await open.addGroup('R1', 'amy');
      const say = (sender: string) => open.nobody.call(sendMessage, { room_code: 'R1', sender, message: 'hello' });
      for (const sender of ['amy', 'amy', 'AMY', 'nobody there']) await say(sender);
      await open.as.bob.call(createChat, { room_code: 'R2', room_name: 'of bob', username: 'bob' });
      await open.nobody.call(getChats, { username: 'tony' });
      const socket = await openSocket(open.baseUrl, 'R1', {});
      socket.send({ sender: 'eve', message: 'by socket' });
      await socket.next();
      socket.close();
      assert.equal((await open.as.head.call(auth, {})).status, 'success');

      // An open start after an open one ends nothing.
      await settleAccess(open.school);
      assert.equal((await open.as.head.call(auth, {})).status, 'success');

      const lines: string[] = [];
      const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
      const config = { ...open.school.config, access: 'signed-in' as const };
      const again = await createApp(config, log, testClock());
      const told = lines.find((line) => line.includes('this school ran open'));
      assert.match(told ?? '', /"ended":7,"spokenFor":\["amy","eve"\]/);
      assert.equal((await open.as.head.call(auth, {})).code, 'not_signed_in');
      const audit = await again.school.database.db
        .selectFrom('audit')
        .select('detail')
        .where('action', '=', 'end open access')
        .execute();
      assert.deepEqual(audit, [{ detail: '{"sessions":7,"spoken_for":2}' }]);

      const head = await open.signIn('head');
      await settleAccess(again.school);
      assert.equal((await open.nobody.withToken(head).call(auth, {})).status, 'success');
      await again.stop();
      await open.close();
    });
  });
}
