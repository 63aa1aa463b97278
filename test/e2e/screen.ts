import type { Locator, Page } from 'playwright-core';
import type { Words } from './screen-words.ts';

/** Where the things stand that screens are made of: courses and groups by their codes, posts by their ids. */
export type Places = {
  course: string;
  /** Of the course, an announcement. */
  post: number;
  /** Nobody has posted in it. */
  emptyCourse: string;
  archivedCourse: string;
  /** Anyone may enrol, and amy has not. */
  openCourse: string;
  /** The same, for those who have the code. */
  codeCourse: string;
  /** In the course, the root of a thread with replies. */
  thread: number;
  /** In the course, the card of the post, with replies. */
  card: number;
  group: string;
  /** Nothing was said in it. */
  quietGroup: string;
  /** Has more members than are listed where they are asked for. */
  bigGroup: string;
  /** The token of an invitation to a group. */
  invitation: string;
};

/** bob is in the group that amy owns, tony teaches, head is the administrator; all are in the course but head. */
export type Who = 'nobody' | 'amy' | 'bob' | 'tony' | 'head';

/** One thing that can be seen: a page, or what opens on it. */
export type Screen = {
  name: string;
  who: Who;
  /** Its address below /app. */
  at(places: Places): string;
  /** What is pressed and written once the page is there. */
  open?(page: Page, words: Words, places: Places): Promise<void>;
  /** It counts as there when this is seen. */
  there(page: Page, words: Words): Locator;
  /** Puts back what the next screen would stumble over. */
  after?(page: Page, words: Words): Promise<void>;
};
