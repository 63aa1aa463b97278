import { errors, type ErrorCode } from '../contract/errors.ts';

/**
 * Who calls, in the order of every row below: the admin, the instructor of A01, the one of B01, the assistant of A01, its
 * student, a student of B01, the owner of the group G01, its member, one who was put out of it, and nobody.
 */
export const actors = ['head', 'tony', 'ann', 'carl', 'amy', 'bob', 'olga', 'mia', 'pete', 'nobody'] as const;
export type Actor = (typeof actors)[number];

export type Expected = 'ok' | ErrorCode;

/** Throws on a row that has not exactly one known expectation for each actor: no cell is left out. */
export function rowOf(line: string): Record<Actor, Expected> {
  const words = line.split(/\s+/);
  if (words.length !== actors.length) throw new Error(`${words.length} cells instead of ${actors.length}: ${line}`);
  const cell = (index: number): Expected => expectationOf(words[index] ?? '');
  return {
    head: cell(0),
    tony: cell(1),
    ann: cell(2),
    carl: cell(3),
    amy: cell(4),
    bob: cell(5),
    olga: cell(6),
    mia: cell(7),
    pete: cell(8),
    nobody: cell(9),
  };
}

/** Short for the codes that fill the table. */
const SHORT: Record<string, Expected> = {
  '.': 'ok',
  '401': 'not_signed_in',
  '403': 'other_user',
  'no-user': 'user_not_found',
  'no-room': 'chat_not_found',
  'no-file': 'file_not_found',
  'no-post': 'post_not_found',
  nic: 'not_in_course',
  nci: 'not_course_instructor',
  nys: 'not_your_student',
  nai: 'not_an_instructor',
};

function expectationOf(word: string): Expected {
  const found = SHORT[word] ?? (isCode(word) ? word : undefined);
  if (found === undefined) throw new Error(`no such expectation: ${word}`);
  return found;
}

function isCode(word: string): word is ErrorCode {
  return word in errors;
}
