import type { Migration } from '../kernel/db/migrate.ts';
import { up as school } from './0001-school.ts';
import { up as live } from './0002-live.ts';
import { up as people } from './0003-people.ts';
import { up as messages } from './0004-messages.ts';
import { up as rooms } from './0005-rooms.ts';
import { up as search } from './0006-search.ts';
import { up as files } from './0007-files.ts';
import { up as fileTexts } from './0008-file-texts.ts';
import { up as threadDrafts } from './0009-thread-drafts.ts';

/** Every migration there is, in order. Forward only. */
export const migrations: readonly Migration[] = [
  { name: '0001-school', up: school },
  { name: '0002-live', up: live },
  { name: '0003-people', up: people },
  { name: '0004-messages', up: messages },
  { name: '0005-rooms', up: rooms },
  { name: '0006-search', up: search },
  { name: '0007-files', up: files },
  { name: '0008-file-texts', up: fileTexts },
  { name: '0009-thread-drafts', up: threadDrafts },
];
