import * as health from '../contract/health.ts';
import { accountActs } from './matrix-accounts.ts';
import { chatActs } from './matrix-chat.ts';
import { courseActs } from './matrix-courses.ts';
import { messageActs } from './matrix-messages.ts';
import { ownFileActs } from './matrix-own-files.ts';
import { type Act, act, courseRoom, everyone, groupRoom } from './matrix-act.ts';
import { roomActs } from './matrix-rooms.ts';
import { rowOf } from './matrix-row.ts';
import { searchActs } from './matrix-search.ts';

/** Every call of the API, some in several ways. Columns as in `actors`. */
export const acts: readonly Act[] = [
  ...accountActs,
  ...courseActs,
  ...chatActs,
  ...messageActs,
  ...ownFileActs,
  ...roomActs,
  ...searchActs,

  act(health.health, '', () => ({}), everyone, everyone),
  act(health.ready, '', () => ({}), everyone, everyone),
];

/** Who may open the socket of a room. */
export const socketRows = { A01: rowOf(courseRoom), G01: rowOf(groupRoom), open: rowOf(everyone) };
