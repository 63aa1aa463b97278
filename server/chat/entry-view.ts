import type { EntryView } from '../../contract/entry.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Entry } from './entry.ts';

/** An entry as every live road hands it out; it is the same for whoever may read the room. */
export function entryView(clock: Clock, entry: Entry): EntryView {
  const { seq, username: user, at } = entry;
  const common = { seq, user, time: clock.format(at), ts: at };
  switch (entry.kind) {
    case 'message': {
      const { clientId, no, text, fileIds } = entry;
      const message: EntryView = { kind: 'message', ...common, no: no ?? 0, text: text ?? '', file_ids: [...fileIds] };
      return clientId === null ? message : { ...message, client_id: clientId };
    }
    case 'join':
    case 'leave':
      return { kind: entry.kind, ...common, by: entry.by ?? user };
    case 'rename':
      return { kind: 'rename', ...common, by: entry.by ?? user, name: entry.name ?? '' };
    case 'describe':
      return { kind: 'describe', ...common, by: entry.by ?? user, description: entry.room?.description ?? '' };
    case 'archive':
      return { kind: 'archive', ...common, by: entry.by ?? user, archived: entry.room?.archived ?? false };
    case 'block':
      return { kind: 'block', ...common, by: entry.by ?? user, blocked: entry.room?.blocked ?? false };
    case 'room_deleted':
      return { kind: 'room_deleted', ...common, by: entry.by ?? user };
    case 'owner':
      return { kind: 'owner', ...common, by: entry.by ?? user };
    case 'post':
      return { kind: 'post', ...common, post: entry.post ?? NO_POST };
  }
}

const NO_POST = { id: 0, section: '', title: '', rev: 0, due: null, deleted: false };
