import { saveDraft } from '../contract/attention.ts';
import * as messages from '../contract/messages.ts';
import * as threads from '../contract/threads.ts';
import { type Act, act, type Cell, courseRoom, groupRoom, noSession, withSession } from './matrix-act.ts';

const ROOMS = ['A01', 'G01'] as const;

/** The members of each room, and nobody else: not the admin either. */
const members = {
  A01: 'no-room . no-room . . no-room no-room no-room no-room 401',
  G01: 'no-room no-room no-room no-room no-room no-room . . no-room 401',
};
const readers = { A01: courseRoom, G01: groupRoom };

/** The act upon a message of amy's in A01 and one of mia's in G01. */
function inBoth(
  held: Record<(typeof ROOMS)[number], string>,
  make: (name: string, target: (cell: Cell) => Promise<{ room_code: string; id: number }>, held: string) => Act,
): Act[] {
  return ROOMS.map((room) =>
    make(
      `of a message in ${room}`,
      async ({ newMessage }) => ({ room_code: room, id: await newMessage(room) }),
      held[room],
    ),
  );
}

/** Who may do what with messages after they were sent, and with threads. Columns as in `actors`. */
export const messageActs: readonly Act[] = [
  ...inBoth(
    {
      A01: 'no-room not_your_message no-room not_your_message . no-room no-room no-room no-room 401',
      G01: 'no-room no-room no-room no-room no-room no-room not_your_message . no-room 401',
    },
    (name, target, held) =>
      act(messages.editMessage, name, async (cell) => ({ ...(await target(cell)), message: 'Hm.' }), held, noSession),
  ),
  ...inBoth(
    {
      A01: '. . no-room not_yours_to_delete . no-room no-room no-room no-room 401',
      G01: '. no-room no-room no-room no-room no-room . . no-room 401',
    },
    (name, target, held) => act(messages.deleteMessage, name, target, held, noSession),
  ),
  ...inBoth(
    {
      A01: '. . no-room . not_staff_here no-room no-room no-room no-room 401',
      G01: '. no-room no-room no-room no-room no-room . not_staff_here no-room 401',
    },
    (name, target, held) => act(messages.getMessageHistory, name, target, held, noSession),
  ),
  ...inBoth(members, (name, target, held) =>
    act(
      messages.react,
      name,
      async (cell) => ({ ...(await target(cell)), emoji: '👍', action: 'add' }),
      held,
      noSession,
    ),
  ),
  ...inBoth(
    {
      A01: 'no-room . no-room . not_yours_to_pin no-room no-room no-room no-room 401',
      G01: members.G01,
    },
    (name, target, held) =>
      act(messages.pinMessage, name, async (cell) => ({ ...(await target(cell)), action: 'add' }), held, noSession),
  ),
  ...ROOMS.flatMap((room) => [
    act(messages.getPins, `of ${room}`, () => ({ room_code: room }), readers[room], noSession),
    act(messages.getMentionReach, `of ${room}`, () => ({ room_code: room }), members[room], noSession),
  ]),
  ...inBoth(readers, (name, target, held) => act(threads.getThread, name, target, held, noSession)),
  act(threads.getThreads, 'own', () => ({}), withSession, noSession),
  ...inBoth(members, (name, target, held) =>
    act(
      saveDraft,
      `in the thread ${name}`,
      async (cell) => {
        const { room_code, id: thread } = await target(cell);
        return { room_code, thread, text: 'I' };
      },
      held,
      noSession,
    ),
  ),
  ...inBoth(members, (name, target, held) =>
    act(threads.followThread, name, async (cell) => ({ ...(await target(cell)), action: 'add' }), held, noSession),
  ),
  ...inBoth(members, (name, target, held) =>
    act(threads.markThreadRead, name, async (cell) => ({ ...(await target(cell)), read: 1 }), held, noSession),
  ),
];
