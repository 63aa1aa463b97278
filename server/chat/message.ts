import { randomBytes } from 'node:crypto';
import { MOST_FILES } from '../../contract/file-card.ts';
import { nameKey } from '../../contract/name-key.ts';
import { findSession } from '../accounts/sessions.ts';
import { fail, failMissing } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import type { Appender } from './appender/appender.ts';
import { AppenderBusy, type Kept } from './appender/types.ts';
import type { Extra } from './appender/types.ts';
import { requireReadableFiles } from './attachments.ts';
import { requireCourseSpace } from './course-space.ts';
import { LAST_SEQ } from './log.ts';
import { findMentioned } from './mentions.ts';

const MOST_CHARACTERS = 10_000;

/** Throws `Message too long`. */
export function checkLength(text: string): void {
  if (text.length > MOST_CHARACTERS && [...text].length > MOST_CHARACTERS) throw fail('message_too_long');
}

export type Draft = {
  /** Null under open access without a session: the sender is who it says. */
  sessionHash: string | null;
  sender: string | undefined;
  roomCode: string;
  text: string | undefined;
  fileIds: readonly string[];
  clientId: string | undefined;
  /** A reply: the root of its thread. */
  threadSeq?: number | undefined;
};

/**
 * Keeps a message and answers when it is on disk. Session, sender, room and membership are checked in the transaction that
 * keeps it. Throws the refusals of `/send_message`.
 */
export async function sendMessage(school: School, appender: Appender, draft: Draft): Promise<Kept> {
  const { sender, clientId } = draft;
  const fileIds = [...new Set(draft.fileIds)];
  const text = draft.text ?? '';
  if (sender === undefined) throw failMissing('Username');
  // A code of our own making is beyond the document, so it needs a session under open access too.
  if (draft.sessionHash === null && draft.roomCode.startsWith('~')) throw fail('chat_not_found');
  if (text === '' && fileIds.length === 0) throw failMissing('Message');
  checkLength(text);
  if (clientId !== undefined && clientId.length > 64) throw fail('invalid_client_id');
  if (fileIds.length > MOST_FILES) throw fail('invalid_type', `at most ${MOST_FILES} files go with a message`);
  if (fileIds.length > 0)
    await requireOwnFiles(school, draft.sessionHash, { sender, roomCode: draft.roomCode, fileIds });
  const extra = await extraOf(school, draft);

  const answer = await appender
    .append({
      extra,
      sessionHash: draft.sessionHash,
      senderKey: nameKey(sender),
      roomCode: draft.roomCode,
      text,
      fileIds,
      clientId: clientId ?? ownClientId(),
      clientIdGiven: clientId !== undefined,
      at: school.clock.now(),
    })
    .catch(refuseWhenBusy);
  if (answer.outcome === 'kept') return answer;
  throw fail(answer.reason === 'room_not_found' ? 'chat_not_found' : answer.reason);
}

/** What a plain message does not have; looked for where there is an `@`. */
async function extraOf({ database }: School, { roomCode, text = '', threadSeq }: Draft): Promise<Extra | undefined> {
  if (threadSeq !== undefined && (threadSeq < 1 || threadSeq > LAST_SEQ)) throw fail('thread_not_found');
  if (threadSeq === undefined && !text.includes('@')) return undefined;
  const { users, all } = await findMentioned(database.db, roomCode, text);
  return threadSeq === undefined && users.length === 0 && !all
    ? undefined
    : { threadSeq: threadSeq ?? null, mentioned: users, all };
}

/** The files of a call that may name one in `file_id`, several in `file_ids`, or both: the one is first. */
export function filesNamed(named: {
  file_id?: string | undefined;
  file_ids?: readonly string[] | undefined;
}): string[] {
  const { file_id: one, file_ids: several = [] } = named;
  return one === undefined ? [...several] : [one, ...several.filter((id) => id !== one)];
}

/** Ours grow, which keeps their index on one page; `~` and the random start keep them apart from clients' and other nodes'. */
const ownClientId = (() => {
  const start = `~${randomBytes(9).toString('base64url')}`;
  let count = 0;
  return () => `${start}${(++count).toString(36).padStart(8, '0')}`;
})();

function refuseWhenBusy(error: unknown): never {
  throw error instanceof AppenderBusy ? fail('busy', undefined, 1) : error;
}

/** The sender must be who the session says before anything is told of the files. */
async function requireOwnFiles(
  school: School,
  sessionHash: string | null,
  { sender, roomCode, fileIds }: { sender: string; roomCode: string; fileIds: readonly string[] },
): Promise<void> {
  const viewer = sessionHash === null ? undefined : await findSession(school, sessionHash);
  if (sessionHash !== null && viewer === undefined) throw fail('not_signed_in');
  if (viewer !== undefined && viewer.usernameKey !== nameKey(sender)) throw fail('other_user');
  await requireReadableFiles(school, viewer, fileIds);
  await requireCourseSpace(school, roomCode, fileIds);
}
