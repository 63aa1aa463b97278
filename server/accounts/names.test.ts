import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { register } from '../../contract/accounts.ts';
import { engines } from '../../test/engines.ts';
import { openSchool, PASSWORD } from '../../test/school.ts';
import { nameKey } from '../../contract/name-key.ts';
import { isVisibleName, skeleton } from './names.ts';

/** Staff, and what somebody might register to be taken for them (UTS 39's kinds: other scripts, widths, marks, the unseen). */
const LOOK_ALIKES: Record<string, string[]> = {
  paypal: [
    'рaypal',
    'раураl',
    'pаypаl',
    'paypa1',
    'paypaI',
    'ｐａｙｐａｌ',
    'pay\u200Bpal',
    'pay\u200Dpal',
    'páypal',
    'paypal\u0301',
  ],
  alice: [
    'аlice',
    'alіce',
    'a1ice',
    'aIice',
    'aliсe',
    'ａlice',
    'al\u00ADice',
    'alice\u2060',
    'ⅼalice'.slice(1),
    '𝐚𝐥𝐢𝐜𝐞',
  ],
  scope: ['ѕсоре', 'sc0pe', 'scорe', 'ⓢⓒⓞⓟⓔ', 'ｓcope', 'scope\uFEFF', '\u202Escope', 'scope ', 's cope', 'sсope'],
  'Ms Lee': [
    'Ms  Lee',
    'MsLee',
    'Ms Leе',
    'ΜsLee',
    'Ms Lee\u3000',
    'ms lee',
    'Ms\u00A0Lee',
    'M\u0455 Lee',
    'Мs Lee',
    'Ms L\u0435\u0435',
  ],
  王老师: ['王老师\u200B', '王 老师', '⺩老师', '王⽼师', '王老师\u0301'],
};

test('a username is one whatever its case, width and composition', () => {
  for (const [one, other] of [
    ['Tony', 'tony'],
    ['ｔｏｎｙ', 'tony'],
    ['straße', 'STRASSE'],
    ['é', 'e\u0301'],
    ['ﬁ', 'fi'],
  ] as const) {
    assert.equal(nameKey(one), nameKey(other));
  }
  assert.notEqual(nameKey('tony'), nameKey('tоny'));
  assert.notEqual(nameKey('王芳'), nameKey('汪芳'));
});

test('what cannot be seen as it is, is no username', () => {
  const bad = [
    '',
    ' ',
    ' a',
    'a ',
    'a\u0000',
    'a\nb',
    'a\u200Bb',
    'a\u202Eb',
    'a\u2066b',
    'a\uFEFF',
    'a\uD800',
    'a\u2028b',
    '\uE000',
    'x'.repeat(65),
  ];
  for (const name of [...bad, 'аmy1a', 'Toνy', 'иvan']) assert.equal(isVisibleName(name), false, JSON.stringify(name));
  for (const name of [
    'иван',
    'γιάννης',
    'محمد',
    'user_01',
    '王芳2',
    'Ann王',
    'ひろし',
    '김철수',
    "O'Neil",
    'x'.repeat(64),
    '𠮷野',
  ]) {
    assert.equal(isVisibleName(name), true, name);
  }
});

test('1,000 ordinary Chinese and English names: none is refused, none looks like another that is spelt otherwise', () => {
  const names = [...chineseNames(), ...englishNames()];
  assert.equal(new Set(names).size, 1_000);
  const looks = new Map<string, string>();
  for (const name of names) {
    assert.ok(isVisibleName(name), name);
    const same = looks.get(skeleton(name));
    assert.equal(same, undefined, `${name} looks like ${same ?? ''}`);
    looks.set(skeleton(name), name);
  }
});

for (const engine of engines) {
  describe(`looking like staff, ${engine}`, () => {
    test('every look-alike is refused, and others with the same letters are not', async (t) => {
      const school = await openSchool(engine);
      t.after(() => school.close());
      for (const name of Object.keys(LOOK_ALIKES)) await school.add(name, 'instructor');
      const tryOne = async (username: string) =>
        (await school.nobody.call(register, { username, password: PASSWORD })).code;
      let tried = 0;
      for (const [staff, likes] of Object.entries(LOOK_ALIKES)) {
        for (const like of likes) {
          tried++;
          const code = await tryOne(like);
          assert.ok(
            ['username_imitates_staff', 'username_taken', 'invalid_username'].includes(code),
            `${JSON.stringify(like)} for ${staff}: ${code}`,
          );
        }
      }
      assert.ok(tried >= 45);
      for (const other of ['paypals', 'alicia', 'scopes', 'Ms Leeds', '王老板', '老师王'])
        assert.equal(await tryOne(other), 'ok', other);
      // Pupils may look like each other: only staff is protected.
      assert.equal(await tryOne('lili'), 'ok');
      assert.equal(await tryOne('li1i'), 'ok');
    });
  });
}

function chineseNames(): string[] {
  const families = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
  const given = '芳 伟 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀英 建国 子轩 浩然 梓涵 欣怡 宇航 诗涵'.split(' ');
  return families.flatMap((family) => given.map((name) => family + name));
}

function englishNames(): string[] {
  const given =
    'Amy Bob Carol David Emma Frank Grace Henry Irene Jack Kate Liam Mary Noah Olive Peter Quinn Ruth Sam Tina'.split(
      ' ',
    );
  const families =
    `Adams Baker Clark Davis Evans Fisher Green Hall Irwin Jones King Lewis Moore Nelson Owens Parker Quincy Reed
    Smith Turner Underwood Vance Walker Young Zimmerman`.split(/\s+/);
  return given.flatMap((name, at) =>
    families.map((family, n) =>
      (at + n) % 2 === 0 ? `${name} ${family}` : `${name.toLowerCase()}.${family.toLowerCase()}`,
    ),
  );
}
