import type { Page } from 'playwright-core';
import type { Places, Screen } from './screen.ts';
import type { Words } from './screen-words.ts';

export const courseScreens: readonly Screen[] = [
  {
    name: 'activity',
    who: 'amy',
    at: () => '/activity',
    there: (page) => page.getByRole('main').getByRole('link'),
  },
  {
    name: 'courses',
    who: 'amy',
    at: () => '/courses',
    open: (page, words) => page.getByText(words.archivedCourses).click(),
    there: (page, words) => page.getByRole('searchbox', { name: words.search }),
  },
  {
    name: 'courses of which none was found',
    who: 'amy',
    at: () => '/courses',
    open: (page, words) => page.getByRole('searchbox', { name: words.search }).fill('zzzz'),
    there: (page, words) => page.getByText(words.noneFound),
  },
  {
    name: 'course from outside',
    who: 'amy',
    at: ({ openCourse }) => `/courses/${openCourse}`,
    there: (page, words) => page.getByRole('main').getByRole('button', { name: words.enrol }),
  },
  {
    name: 'enrolment code',
    who: 'amy',
    at: ({ codeCourse }) => `/courses/${codeCourse}`,
    open: (page, words) => page.getByRole('main').getByRole('button', { name: words.enrol }).click(),
    there: (page, words) => page.getByRole('dialog').getByLabel(words.enrolmentCode),
  },
  {
    name: 'discussion',
    who: 'amy',
    at: ({ course }) => `/courses/${course}`,
    there: (page) => page.getByRole('log').getByRole('article'),
  },
  {
    name: 'post beside the discussion',
    who: 'amy',
    at: ({ course, post }) => `/courses/${course}?post=${post}`,
    there: (page) => page.locator('aside, [role=dialog]').getByRole('heading', { level: 3 }),
  },
  ...['announcements', 'assignments', 'content'].map((tab): Screen => ({
    name: tab,
    who: 'amy',
    at: ({ course }) => `/courses/${course}/${tab}`,
    there: (page) => page.getByRole('main').getByRole('article'),
  })),
  ...['people', 'files'].map((tab): Screen => ({
    name: `${tab} of a course`,
    who: 'amy',
    at: ({ course }) => `/courses/${course}/${tab}`,
    there: (page) => page.getByRole('main').getByRole('listitem'),
  })),
  {
    name: 'archived course',
    who: 'amy',
    at: ({ archivedCourse }) => `/courses/${archivedCourse}`,
    there: (page, words) => page.getByRole('main').getByText(words.archivedChat).last(),
  },
  {
    name: 'address that leads nowhere',
    who: 'amy',
    at: () => '/nowhere/at/all',
    there: (page, words) => page.getByText(words.notFound),
  },
  {
    name: 'course that is not there',
    who: 'amy',
    at: () => '/courses/NOWHERE',
    there: (page, words) => page.getByText(words.notFound),
  },
  {
    name: 'new course',
    who: 'tony',
    at: () => '/courses',
    async open(page, words) {
      await page.getByRole('main').getByRole('button', { name: words.create }).click();
      await page.getByRole('dialog').getByRole('button', { name: words.create }).click();
    },
    there: (page, words) => page.getByText(words.missingCourse),
  },
  {
    name: 'empty course of an instructor',
    who: 'tony',
    at: ({ emptyCourse }) => `/courses/${emptyCourse}`,
    there: (page, words) => page.getByRole('region', { name: words.beginning }),
  },
  {
    name: 'empty section',
    who: 'tony',
    at: ({ emptyCourse }) => `/courses/${emptyCourse}/assignments`,
    there: (page, words) => page.getByRole('button', { name: words.homework }),
  },
  {
    name: 'writing a post',
    who: 'tony',
    at: ({ course }) => `/courses/${course}/assignments`,
    async open(page, words) {
      await page.getByRole('main').getByRole('button', { name: words.homework }).click();
      const dialog = page.getByRole('dialog', { name: words.homework });
      await dialog.getByRole('textbox', { name: words.body }).fill('**第一题** $x^2$');
      await dialog.getByRole('button').last().click();
    },
    there: (page) => page.getByRole('dialog').locator('[aria-invalid=true]'),
  },
  {
    name: 'preview of a post',
    who: 'tony',
    at: ({ course }) => `/courses/${course}/announcements`,
    async open(page, words) {
      await openEditor(page, words);
      await page.getByRole('dialog').getByText(words.preview, { exact: true }).click();
    },
    there: (page, words) => page.getByRole('dialog', { name: words.editor }).locator('strong, code').last(),
  },
  {
    name: 'post that was changed meanwhile',
    who: 'tony',
    at: ({ course }) => `/courses/${course}/announcements`,
    async open(page, words, places) {
      await openEditor(page, words);
      const body = page.getByRole('dialog').getByRole('textbox', { name: words.body });
      await body.fill(`${await body.inputValue()}\n\n我的 mine`);
      await changeMeanwhile(page, words, places);
      await page.getByRole('dialog').getByRole('button', { name: words.save }).click();
    },
    there: (page, words) => page.getByText(words.conflict),
  },
  {
    name: 'deleted post that can come back',
    who: 'tony',
    at: ({ course }) => `/courses/${course}/announcements`,
    async open(page, words) {
      await page.getByRole('article').first().getByRole('button', { name: words.more }).click();
      await page.getByRole('menuitem', { name: words.deletePost }).click();
    },
    there: (page, words) => page.getByRole('region', { name: words.notes }).getByRole('button', { name: words.undo }),
    after: async (page, words) => {
      await page.getByRole('button', { name: words.undo }).click();
      await page.getByRole('article').first().waitFor();
    },
  },
  {
    name: 'menu of a post',
    who: 'tony',
    at: ({ course }) => `/courses/${course}/announcements`,
    open: (page, words) => page.getByRole('article').first().getByRole('button', { name: words.more }).click(),
    there: (page, words) => page.getByRole('menuitem', { name: words.edit }),
  },
  {
    name: 'menu of somebody in a course',
    who: 'tony',
    at: ({ course }) => `/courses/${course}/people`,
    open: (page, words) => page.getByRole('main').getByRole('button', { name: words.more }).last().click(),
    there: (page) => page.getByRole('menuitem'),
  },
  {
    name: 'taking people into a course',
    who: 'tony',
    at: ({ course }) => `/courses/${course}/people`,
    async open(page, words) {
      await page.getByRole('main').getByRole('button', { name: words.addPeople }).click();
      await page.getByRole('dialog').getByRole('searchbox', { name: words.findPerson }).fill('e');
    },
    there: (page) => page.getByRole('dialog').getByRole('listitem'),
  },
  {
    name: 'pasted list',
    who: 'tony',
    at: ({ course }) => `/courses/${course}/people`,
    open: (page, words) => openList(page, words, 'amy\nbob'),
    there: (page, words) => page.getByRole('dialog').getByRole('button', { name: words.putIn }),
  },
  {
    name: 'what became of a pasted list',
    who: 'tony',
    at: ({ course }) => `/courses/${course}/people`,
    async open(page, words) {
      await openList(page, words, 'amy\nnobody-of-that-name');
      await page.getByRole('dialog').getByRole('button', { name: words.putIn }).click();
    },
    there: (page, words) => page.getByText(words.listed),
  },
  {
    name: 'settings of a course',
    who: 'tony',
    at: ({ codeCourse }) => `/courses/${codeCourse}/settings`,
    there: (page, words) => page.getByLabel(words.enrolmentCode),
  },
  {
    name: 'handing a course over',
    who: 'tony',
    at: ({ course }) => `/courses/${course}/settings`,
    open: openHeirs,
    there: (page, words) => page.getByRole('dialog').getByRole('button', { name: words.choose }),
  },
  {
    name: 'last question before a course is handed over',
    who: 'tony',
    at: ({ course }) => `/courses/${course}/settings`,
    async open(page, words) {
      await openHeirs(page, words);
      await page.getByRole('dialog').getByRole('button', { name: words.choose }).first().click();
    },
    there: (page, words) => page.getByRole('dialog').getByRole('button', { name: words.handOver, exact: true }),
  },
  {
    name: 'course that the administrator is not in',
    who: 'head',
    at: ({ course }) => `/courses/${course}`,
    there: (page, words) => page.getByText(words.notInDiscussion),
  },
  {
    name: 'new course and who teaches it',
    who: 'head',
    at: () => '/courses',
    async open(page, words) {
      await page.getByRole('main').getByRole('button', { name: words.create }).click();
      await page.getByRole('dialog').getByRole('searchbox', { name: words.findPerson }).fill('tony');
    },
    there: (page, words) => page.getByRole('dialog').getByRole('button', { name: words.choose }),
  },
];

async function openEditor(page: Page, words: Words): Promise<void> {
  await page.getByRole('article').first().getByRole('button', { name: words.more }).click();
  await page.getByRole('menuitem', { name: words.edit }).click();
  await page.getByRole('dialog', { name: words.editor }).waitFor();
}

async function openList(page: Page, words: Words, names: string): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: words.addPeople }).click();
  await page.getByRole('dialog').getByText(words.pasteList, { exact: true }).click();
  await page.getByRole('dialog').getByLabel(words.list, { exact: true }).fill(names);
}

async function openHeirs(page: Page, words: Words): Promise<void> {
  await page.getByRole('button', { name: words.handOver, exact: true }).click();
  await page.getByRole('dialog').getByRole('searchbox', { name: words.findPerson }).fill('a');
}

/** Somebody else saves the post that is being changed, from another device. */
async function changeMeanwhile(page: Page, words: Words, { course }: Places): Promise<void> {
  const { origin } = new URL(page.url());
  const title = await page.getByRole('dialog').getByRole('textbox', { name: words.title }).inputValue();
  const body = `**他们的** theirs ${Date.now()}`;
  const answer = await page.request.post(`${origin}/add_courseinfo`, {
    data: { course_code: course, section: 'announcement', username: 'tony', title, body },
    headers: { origin },
  });
  if (!(await answer.text()).includes('success')) throw new Error(await answer.text());
}
