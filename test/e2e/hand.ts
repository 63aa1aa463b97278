import type { Locator, Page } from 'playwright-core';
import type { Way } from './visitor.ts';

/** Somebody at a screen who does what people do with their hands, counted. */
export type Hand = {
  page: Page;
  way: Way;
  /** A tap on a phone, a click elsewhere. */
  press(what: Locator): Promise<void>;
  /** Into a field, in place of what is there. */
  write(field: Locator, text: string): Promise<void>;
  /** What was copied elsewhere, into a field. */
  paste(field: Locator, text: string): Promise<void>;
  /** By the navigation; on a phone out of the room that hides it first. */
  goTo(place: Place): Promise<void>;
  /** By the arrow at the top of a phone. */
  goBack(): Promise<void>;
  register(person: { username: string; password: string; answer: string; code?: string }): Promise<void>;
  signIn(username: string, password: string): Promise<void>;
  createCourse(course: { name: string; code: string }): Promise<void>;
  /** A message into the room on the screen. */
  say(text: string): Promise<void>;
  used(): Used;
};
/** `moves`: of the hand from the keys to the pointer and back; none on a phone. */
export type Used = { presses: number; keys: number; moves: number };
export type Place = 'activity' | 'courses' | 'chats' | 'me';

const words = {
  zh: {
    main: '主导航',
    back: '返回',
    places: { activity: '动态', courses: '课程', chats: '消息', me: '我' },
    username: '用户名',
    password: '密码',
    answer: '密保答案',
    toRegister: '注册',
    register: '注册账号',
    haveCode: '我有邀请码',
    code: '邀请码',
    signIn: '登录',
    create: '创建课程',
    courseName: '课程名',
    courseCode: '课程代码',
    compose: /^发消息到/,
  },
  en: {
    main: 'Main',
    back: 'Back',
    places: { activity: 'Activity', courses: 'Courses', chats: 'Chats', me: 'Me' },
    username: 'Username',
    password: 'Password',
    answer: 'Security answer',
    toRegister: 'Create an account',
    register: 'Create an account',
    haveCode: 'I have an invitation code',
    code: 'Invitation code',
    signIn: 'Sign in',
    create: 'Create a course',
    courseName: 'Course name',
    courseCode: 'Course code',
    compose: /^Message to/,
  },
};

export function handAt(page: Page, way: Way): Hand {
  const says = words[way.language];
  const used = { presses: 0, keys: 0, moves: 0 };
  let isOn: 'keys' | 'pointer' = 'pointer';

  function count(on: typeof isOn, many: number): void {
    if (on !== isOn && way.device !== 'phone') used.moves++;
    isOn = on;
    used[on === 'keys' ? 'keys' : 'presses'] += many;
  }

  async function press(what: Locator): Promise<void> {
    count('pointer', 1);
    await (way.device === 'phone' ? what.tap() : what.click());
  }

  async function enter(into: Locator, text: string, keys: number): Promise<void> {
    const isThere = await into.evaluate((element) => element === document.activeElement);
    if (!isThere) count('pointer', 1);
    count('keys', keys);
    await into.fill(text);
  }

  const write = async (into: Locator, text: string) => enter(into, text, keysFor(text));
  // Both keys of the shortcut.
  const paste = async (into: Locator, text: string) => enter(into, text, 2);

  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name });
  const submit = async (name: string) => press(page.locator('form').getByRole('button', { name }));

  return {
    page,
    way,
    press,
    write,
    paste,
    async goTo(place) {
      const link = page.getByRole('navigation', { name: says.main, exact: true }).getByRole('link', {
        name: says.places[place],
        exact: true,
      });
      const back = page.getByRole('link', { name: says.back, exact: true });
      await link.or(back).filter({ visible: true }).first().waitFor();
      if (!(await link.isVisible())) await press(back);
      await press(link);
    },
    goBack: () => press(page.getByRole('link', { name: says.back, exact: true })),
    async register({ username, password, answer, code }) {
      await press(page.getByRole('link', { name: says.toRegister }));
      await write(field(says.username), username);
      await write(field(says.password), password);
      await write(field(says.answer), answer);
      if (code !== undefined) {
        await press(button(says.haveCode));
        // As it came, in a letter: nobody writes it by hand.
        await paste(field(says.code), code);
      }
      await submit(says.register);
    },
    async signIn(username, password) {
      await write(field(says.username), username);
      await write(field(says.password), password);
      await submit(says.signIn);
    },
    async createCourse({ name, code }) {
      await press(button(says.create));
      const dialog = page.getByRole('dialog', { name: says.create });
      await write(dialog.getByRole('textbox', { name: says.courseName }), name);
      await write(dialog.getByRole('textbox', { name: says.courseCode }), code);
      await press(dialog.getByRole('button', { name: says.create }));
      await dialog.waitFor({ state: 'hidden' });
    },
    async say(text) {
      const composer = composerOf(page, way);
      await write(composer, text);
      count('keys', 1);
      await composer.press('Enter');
    },
    used: () => ({ ...used }),
  };
}

/** A Chinese character takes three letters of Pinyin, and every second one, at the end of a word, a key more to choose it. */
function keysFor(text: string): number {
  return [...text].reduce((sum, character) => sum + (/\p{Script=Han}/u.test(character) ? 3.5 : 1), 0);
}

/** Where a message is written. */
export function composerOf(page: Page, { language }: Pick<Way, 'language'>): Locator {
  return page.getByRole('textbox', { name: words[language].compose });
}
