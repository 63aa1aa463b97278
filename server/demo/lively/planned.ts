import type { FileKind } from './files.ts';
import type { Person } from './people.ts';

export type PlannedMessage = {
  kind: 'message';
  room: string;
  at: number;
  sender: Person;
  text: string;
  file?: FileKind;
};
export type PlannedPost = {
  kind: 'post';
  room: string;
  at: number;
  author: Person;
  section: 'announcement' | 'assignment' | 'content';
  title: string;
  body: string;
  due: number | null;
  files: readonly FileKind[];
};
export type Planned = PlannedMessage | PlannedPost;
