import type { Tables } from '../../tables.ts';

export type TableName = keyof Tables;

/** Every table a backup holds, each after those its rows refer to: the order in which rows can be put in. */
export const tableNames = [
  'settings',
  'users',
  'sessions',
  'devices',
  'codes',
  'recovery_codes',
  'attempts',
  'push_tokens',
  'blobs',
  'files',
  'uploads',
  'rooms',
  'room_heads',
  'members',
  'entries',
  'revisions',
  'mentions',
  'thread_follows',
  'attachments',
  'inboxes',
  'inbox_entries',
  'reads',
  'directs',
  'blocks',
  'reports',
  'drafts',
  'preferences',
  'invitations',
  'courses',
  'course_people',
  'posts',
  'post_files',
  'audit',
] as const satisfies readonly TableName[];

/** What is made again from the other tables and the files, and is in no backup: the index of the search, and the words in files. */
const madeAgain = ['file_texts', 'file_text_count'] as const satisfies readonly TableName[];

// A table that is forgotten here would be lost: then this line does not compile, and a backup of it is refused as well.
true satisfies Exclude<TableName, (typeof tableNames)[number] | (typeof madeAgain)[number]> extends never
  ? true
  : false;

export function isTableName(name: string): name is TableName {
  return tableNames.some((known) => known === name);
}

export function isMadeAgain(name: string): boolean {
  return name.startsWith('search_') || madeAgain.some((known) => known === name);
}
