import { Type } from 'typebox';
import { fileId, time, ts } from './endpoint.ts';

/** One message as every answer and every socket shows it. `id` counts within its room. */
export const message = Type.Object({
  sender: Type.String(),
  message: Type.String(),
  time,
  file_id: fileId,
  id: Type.Integer({ description: 'unique in its room, grows' }),
  ts,
  file_ids: Type.Array(Type.String()),
  thread: Type.Optional(Type.Integer({ description: 'a reply in a thread: id of what it is below' })),
  edited: Type.Optional(Type.Integer({ description: 'it was edited so many times' })),
});
