import * as calls from '../../contract/attention.ts';
import { requireSession } from '../kernel/http/caller.ts';
import type { Serve } from '../kernel/http/serve.ts';
import type { School } from '../school.ts';
import { readAttention, setAttention } from './attention.ts';
import { saveDraft } from './draft.ts';
import { readPreferences, setPreferences } from './preferences.ts';
import { markAllRead } from './reads.ts';
import { unreadOf } from './unread.ts';

/** What a user wants to hear, has not read, is writing, and lets others see. */
export function serveAttention(school: School, serve: Serve): void {
  serve(calls.setAttention, async ({ input, caller }) => {
    const { userId } = requireSession(caller);
    await setAttention(school, userId, { roomCode: input.room_code, level: readAttention(input.attention) });
    return { message: 'Attention set' };
  });

  serve(calls.markAllRead, async ({ caller }) => {
    return { message: 'All marked as read', rooms: await markAllRead(school, requireSession(caller).userId) };
  });

  serve(calls.saveDraft, async ({ input, caller }) => {
    const { room_code: roomCode, thread: threadSeq, text = '' } = input;
    const ts = await saveDraft(school, requireSession(caller).userId, { roomCode, threadSeq, text });
    return { message: 'Draft saved', ts };
  });

  serve(calls.getUnread, async ({ input, caller }) => {
    return { message: 'Unread retrieved', ...(await unreadOf(school, requireSession(caller).userId, input.limit)) };
  });

  serve(calls.getPreferences, async ({ caller }) => {
    const preferences = await readPreferences(school.database.db, requireSession(caller).userId);
    return { message: 'Preferences retrieved', preferences };
  });

  serve(calls.setPreferences, async ({ input, caller }) => {
    return {
      message: 'Preferences set',
      preferences: await setPreferences(school, requireSession(caller).userId, input),
    };
  });
}
