import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Parse } from 'typebox/value';
import { getRoomFiles } from '../../contract/files.ts';
import { getOwnFiles } from '../../contract/own-files.ts';
import { withoutBrowser } from '../browser.ts';
import { must, upload } from '../torture/cast.ts';
import { handAt } from './hand.ts';
import { setStage } from './stage.ts';
import type { Way } from './visitor.ts';

const words = {
  zh: {
    ownFiles: '我的文件',
    used: /^已用 .*，共 1 MB$/,
    notShared: /未被使用/,
    remove: (name: string) => `删除 ${name}`,
    deleted: (name: string) => `已删除 ${name}`,
    undo: '撤销',
    attach: '添加文件',
    full: /^空间不够了/,
    takeOut: (name: string) => `移除 ${name}`,
    uploaded: '已上传',
    sent: '这次的笔记',
  },
  en: {
    ownFiles: 'My files',
    used: /^[\d.]+ k?B of 1 MB used$/,
    notShared: /in no message/,
    remove: (name: string) => `Delete ${name}`,
    deleted: (name: string) => `${name} deleted`,
    undo: 'Undo',
    attach: 'Attach files',
    full: /^Not enough space left/,
    takeOut: (name: string) => `Remove ${name}`,
    uploaded: 'Uploaded',
    sent: 'The notes of today',
  },
};

const KB = 1024;

/** Somebody whose space is full looks at what takes it, deletes a file, takes it back, and deletes it after all. */
export function keepHouse(waysToGo: readonly Way[]): void {
  describe('files of one’s own', { skip: withoutBrowser }, () => {
    const stage = setStage({ QUOTA_USER: '1MB' });

    for (const way of waysToGo) {
      test(`are seen, counted and deleted: ${Object.values(way).join(' ')}`, async (t) => {
        const says = words[way.language];
        const old = `old ${way.language} ${way.device}.bin`;
        const { url } = stage.server;
        const { token } = stage.cast.bob;
        assert.equal((await upload(url, new Uint8Array(900 * KB), old, token)).body['status'], 'success');
        const visitor = await stage.enter('bob', way);
        t.after(() => visitor.close());
        const { page } = visitor;
        const hand = handAt(page, way);
        const button = (name: string) => page.getByRole('button', { name, exact: true });
        const pick = async (name: string, size: number) => {
          const picking = page.waitForEvent('filechooser');
          await hand.press(button(says.attach));
          await (await picking).setFiles({ name, mimeType: 'text/plain', buffer: Buffer.alloc(size, 'x') });
        };

        // Too much is said where it is picked.
        await page.goto(`${url}/app/chats/G01`);
        const notes = `notes ${way.language} ${way.device}.txt`;
        await pick(notes, 300 * KB);
        await page.getByRole('alert').filter({ hasText: says.full }).waitFor();
        await hand.press(button(says.takeOut(notes)));

        // What is in the way is found and goes, once for the way back and once for good.
        await hand.goTo('me');
        await hand.press(page.getByRole('link', { name: says.ownFiles }));
        await page.getByText(says.used).waitFor();
        const row = page.getByRole('listitem').filter({ hasText: old });
        await row.getByText(says.notShared).waitFor();
        await hand.press(button(says.remove(old)));
        await row.waitFor({ state: 'detached' });
        await hand.press(button(says.undo));
        await row.waitFor();
        await hand.press(button(says.remove(old)));
        await page.getByText(says.deleted(old)).waitFor();
        await page.reload();
        await page.getByText(says.used).waitFor();
        await row.waitFor({ state: 'detached' });

        // Now there is room; what a message carries is not to be deleted alone.
        await page.goto(`${url}/app/chats/G01`);
        await pick(notes, 300 * KB);
        await page.getByLabel(says.uploaded, { exact: true }).waitFor();
        await hand.say(says.sent);
        await page.getByRole('log').getByText(notes).first().waitFor();
        await page.goto(`${url}/app/me/files`);
        const mine = page.getByRole('listitem').filter({ hasText: notes });
        await mine.waitFor();
        assert.equal(await button(says.remove(notes)).count(), 0);
        await mine.locator('summary').click();
        await mine.getByText('SHA-256').waitFor();

        assert.ok(!(await namesOf(url, token)).includes(old));
        // So that the next one who comes this way begins with as much space.
        await must(url, '/delete_message', { room_code: 'G01', id: await carrierOf(url, token, notes) }, token);
        assert.deepEqual(await namesOf(url, token), []);
        assert.deepEqual(visitor.troubles(), []);
      });
    }
  });
}

async function namesOf(url: string, token: string): Promise<string[]> {
  const { files } = Parse(getOwnFiles.answer, await must(url, '/get_own_files', {}, token));
  return files.map((file) => file.file_name);
}

/** The message that brought a file into the group. */
async function carrierOf(url: string, token: string, name: string): Promise<number> {
  const { files } = Parse(getRoomFiles.answer, await must(url, '/get_room_files', { room_code: 'G01' }, token));
  const file = files.find((one) => one.file_name === name);
  assert.ok(file !== undefined);
  return file.seq;
}
