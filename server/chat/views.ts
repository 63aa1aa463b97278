import type { Static } from 'typebox';
import type { message } from '../../contract/message.ts';
import type { Clock } from '../kernel/clock.ts';
import { readFileIds } from './entry.ts';

export type MessageRow = { seq: number; username: string; text: string | null; file_ids: string | null; at: number };

/** A message as the document prints it, and what we add. */
export function messageView(clock: Clock, row: MessageRow): Static<typeof message> {
  const fileIds = readFileIds(row.file_ids);
  return messageOf(clock, { seq: row.seq, username: row.username, text: row.text ?? '', fileIds, at: row.at });
}

export function messageOf(
  clock: Clock,
  { seq, username, text, fileIds, at }: { seq: number; username: string; text: string; fileIds: readonly string[]; at: number },
): Static<typeof message> {
  return {
    sender: username,
    message: text,
    time: clock.format(at),
    file_id: fileIds[0] ?? '',
    id: seq,
    ts: at,
    file_ids: [...fileIds],
  };
}
