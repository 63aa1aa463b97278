import type { Locator, Page } from 'playwright-core';
import type { Way } from './visitor.ts';

/** Somebody at a screen who does what people do with their hands, counted: presses, and characters written. */
export type Hand = {
  page: Page;
  way: Way;
  /** A tap on a phone, a click elsewhere. */
  press(what: Locator): Promise<void>;
  /** Into a field, in place of what is there. */
  write(field: Locator, text: string): Promise<void>;
  /** By the navigation; on a phone out of the room that hides it first. */
  goTo(place: Place): Promise<void>;
  /** By the arrow at the top of a phone. */
  goBack(): Promise<void>;
  register(person: { username: string; password: string; answer: string; code?: string }): Promise<void>;
  signIn(username: string, password: string): Promise<void>;
  createCourse(course: { name: string; code: string }): Promise<void>;
  /** A message into the room on the screen. */
  say(text: string): Promise<void>;
  used(): { presses: number; characters: number };
};
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
  let presses = 0;
  let characters = 0;

  async function press(what: Locator): Promise<void> {
    presses++;
    await (way.device === 'phone' ? what.tap() : what.click());
  }

  async function write(field: Locator, text: string): Promise<void> {
    const isThere = await field.evaluate((element) => element === document.activeElement);
    if (!isThere) presses++;
    characters += text.length;
    await field.fill(text);
  }

  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name });
  const submit = async (name: string) => press(page.locator('form').getByRole('button', { name }));

  return {
    page,
    way,
    press,
    write,
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
        await write(field(says.code), code);
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
      await composer.press('Enter');
    },
    used: () => ({ presses, characters }),
  };
}

/** Where a message is written. */
export function composerOf(page: Page, { language }: Pick<Way, 'language'>): Locator {
  return page.getByRole('textbox', { name: words[language].compose });
}
