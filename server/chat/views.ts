import type { Static } from 'typebox';
import type { message } from '../../contract/message.ts';
import type { Clock } from '../kernel/clock.ts';
import { readFileIds } from './entry.ts';

export type MessageRow = {
  seq: number;
  username: string;
  text: string | null;
  file_ids: string | null;
  at: number;
  target_seq: number | null;
  rev: number;
};

/**
 * A row as JSON, the same that `messageOf` says of it: written by hand, since a whole history is a million of these.
 * `file_ids` is JSON already, and the numbers and times need no escaping.
 */
export function messageJson(clock: Clock, row: MessageRow): string {
  const { seq, username, text, file_ids: fileIds, at, target_seq: thread, rev: edited } = row;
  const first = fileIds === null ? '""' : JSON.stringify(readFileIds(fileIds)[0] ?? '');
  return (
    `{"sender":${JSON.stringify(username)},"message":${JSON.stringify(text ?? '')},"time":"${clock.format(at)}",` +
    `"file_id":${first},"id":${seq},"ts":${at},"file_ids":${fileIds ?? '[]'}` +
    `${thread === null ? '' : `,"thread":${thread}`}${edited === 0 ? '' : `,"edited":${edited}`}}`
  );
}

/** A message as the document prints it, and what we add. */
export function messageOf(
  clock: Clock,
  {
    seq,
    username,
    text,
    fileIds,
    at,
    thread,
    edited,
  }: {
    seq: number;
    username: string;
    text: string;
    fileIds: readonly string[];
    at: number;
    thread: number | null;
    edited: number;
  },
): Static<typeof message> {
  return {
    sender: username,
    message: text,
    time: clock.format(at),
    file_id: fileIds[0] ?? '',
    id: seq,
    ts: at,
    file_ids: [...fileIds],
    ...(thread !== null && { thread }),
    ...(edited > 0 && { edited }),
  };
}
