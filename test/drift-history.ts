import assert from 'node:assert/strict';
import { createChat, editUser, markRead, sendMessage } from '../contract/chat.ts';
import {
  createCourse,
  editAssistant,
  editCourse,
  enrolList,
  handOverCourse,
  selectCourse,
} from '../contract/courses.ts';
import { uploadFile } from '../contract/files.ts';
import { addCourseinfo, deleteCourseinfo, editCourseinfo } from '../contract/posts.ts';
import { editChat, handOverChat } from '../contract/rooms.ts';
import type { Name, TestSchool } from './school.ts';

/** Everybody who does something, and knows of rooms. */
export const WATCHERS = ['tony', 'ann', 'amy', 'bob', 'eve'] as const;
const INSTRUCTORS = ['tony', 'ann'] as const;
const TEACHERS = ['tony', 'ann', 'head'] as const;
const ROOMS = ['A01', 'G01', 'A01', 'G01', 'N0', 'N1', 'C0'] as const;
const SECTIONS = ['announcement', 'assignment', 'content'] as const;

/** A history of a school whose every act hangs on `random` alone. */
export class History {
  readonly #school: TestSchool;
  readonly #random: () => number;
  readonly #files = new Map<Name, string>();

  constructor(school: TestSchool, random: () => number) {
    this.#school = school;
    this.#random = random;
  }

  /** One of each kind that there is, by those who may. */
  async begin(): Promise<void> {
    const { tony, amy, head } = this.#school.as;
    for (const name of WATCHERS) {
      const kept = await this.#school.as[name].call(uploadFile, {}, new File([name], `${name}.txt`));
      assert.ok(kept.status === 'success');
      this.#files.set(name, kept.file_id);
    }
    const room_code = 'G01';
    const done = [
      await tony.call(editUser, { room_code, action: 'add', username: 'amy' }),
      await tony.call(editChat, { room_code, room_name: 'Another name' }),
      await amy.call(sendMessage, { room_code, sender: 'amy', message: 'read me' }),
      await tony.call(markRead, { room_code, id: 2 }),
      await tony.call(handOverChat, { room_code, username: 'amy' }),
      await head.call(handOverChat, { room_code, username: 'tony' }),
      await tony.call(editUser, { room_code, action: 'remove', username: 'amy' }),
      await tony.call(addCourseinfo, { ...this.#post(), title: 'The first' }),
    ];
    for (const { status, message } of done) assert.equal(status, 'success', message);
  }

  /** Refusals (not a member, not allowed, archived) are part of it: they change nothing. */
  async act(): Promise<void> {
    const dice = this.#random();
    if (dice < 0.45) await this.#say();
    else if (dice < 0.7) await this.#comeAndGo();
    else if (dice < 0.8) await this.#changeRoom();
    else if (dice < 0.92) await this.#changePost();
    else await this.#read();
  }

  #pick<T>(from: readonly [T, ...T[]]): T {
    return from[Math.floor(this.#random() * from.length)] ?? from[0];
  }

  #upTo(count: number): number {
    return Math.floor(this.#random() * count);
  }

  async #say(): Promise<void> {
    const who = this.#pick(WATCHERS);
    const file_id = this.#random() < 0.2 ? this.#files.get(who) : undefined;
    const message = { room_code: this.#pick(ROOMS), sender: who, message: `said ${this.#upTo(1e6)}` };
    await this.#school.as[who].call(sendMessage, { ...message, ...(file_id !== undefined && { file_id }) });
  }

  async #comeAndGo(): Promise<void> {
    const [who, username] = [this.#pick(WATCHERS), this.#pick(WATCHERS)];
    const client = this.#school.as[who];
    const teacher = this.#school.as[this.#pick(TEACHERS)];
    const course_code = this.#pick(['A01', 'A01', 'B01', 'C0']);
    switch (this.#upTo(8)) {
      case 0:
      case 1:
        return void (await teacher.call(selectCourse, { action: this.#pick(['add', 'drop']), username, course_code }));
      case 2:
      case 3:
        return void (await client.call(editUser, {
          room_code: this.#pick(['G01', 'N0', 'N1']),
          action: this.#pick(['add', 'remove']),
          username,
        }));
      case 4:
        return void (await client.call(createChat, {
          room_code: this.#pick(['N0', 'N1']),
          room_name: 'New',
          username: who,
        }));
      case 5:
        return void (await teacher.call(editAssistant, {
          course_code,
          action: this.#pick(['add', 'remove']),
          username,
        }));
      case 6:
        return void (await teacher.call(enrolList, { course_code, usernames: ['amy', 'eve', 'nobody'] }));
      default:
        return void (await this.#school.as.ann.call(createCourse, { course_code: 'C0', course_name: 'New' }));
    }
  }

  async #changeRoom(): Promise<void> {
    const [who, username] = [this.#pick(WATCHERS), this.#pick(WATCHERS)];
    const client = this.#school.as[who];
    const room_code = this.#pick(ROOMS);
    const teacher = this.#school.as[this.#pick(TEACHERS)];
    switch (this.#upTo(5)) {
      case 0:
        return void (await client.call(editChat, { room_code, room_name: `Name ${this.#upTo(3)}` }));
      case 1:
        return void (await client.call(handOverChat, { room_code, username }));
      case 2:
        return void (await teacher.call(editCourse, { course_code: 'A01', course_name: `Course ${this.#upTo(3)}` }));
      case 3:
        return void (await teacher.call(handOverCourse, { course_code: 'A01', username: this.#pick(['tony', 'ann']) }));
      default:
        // Mostly opened again: in an archived course little happens.
        return void (await teacher.call(editCourse, { course_code: 'A01', archived: this.#pick([0, 0, 1]) }));
    }
  }

  async #changePost(): Promise<void> {
    const teacher = this.#school.as[this.#pick(INSTRUCTORS)];
    const [id, rev] = [1 + this.#upTo(8), this.#upTo(3)];
    switch (this.#upTo(4)) {
      case 0:
        return void (await teacher.call(editCourseinfo, { id, rev, title: `Post ${this.#upTo(8)}`, body: 'y' }));
      case 1:
        return void (await teacher.call(deleteCourseinfo, { id }));
      default:
        return void (await this.#school.as.tony.call(addCourseinfo, this.#post()));
    }
  }

  #post() {
    const section = this.#pick(SECTIONS);
    const due = section === 'assignment' ? { due: this.#pick([0, 1_900_000_000_000 + this.#upTo(9)]) } : {};
    return { course_code: 'A01', section, title: `Post ${this.#upTo(4)}`, body: 'x', username: 'tony', ...due };
  }

  async #read(): Promise<void> {
    const who = this.#pick(WATCHERS);
    const unread = this.#pick([0, 0, 1]);
    await this.#school.as[who].call(markRead, { room_code: this.#pick(ROOMS), id: this.#upTo(100), unread });
  }
}
