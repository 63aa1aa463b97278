import * as calls from '../../contract/search.ts';
import type { People } from '../accounts/access.ts';
import { createFloodGuard } from '../accounts/attempts.ts';
import { accessRoom } from '../chat/access.ts';
import { requireSession } from '../kernel/http/caller.ts';
import type { Serve } from '../kernel/http/serve.ts';
import { createSlots } from '../kernel/slots.ts';
import type { School } from '../school.ts';
import { type Indexer, startIndexer } from './indexer.ts';
import { findMembers, findPlaces, readAsked } from './places.ts';
import { openSearchReader } from './reader.ts';
import { search } from './search.ts';

/** Who types fast asks ten times a second; a program in a loop much more often. */
const ASKED = 300;
const ASKED_WITHIN = 20;
const AT_ONCE = 8;
const MOST_WAITING = 64;

/** Answers how to stop what goes on beside the calls, and the index itself. */
export async function serveSearch(
  school: School,
  serve: Serve,
  people: Pick<People, 'sharing'>,
): Promise<{ indexer: Indexer; stop(): Promise<void> }> {
  const indexer = await startIndexer(school);
  const reader = openSearchReader(school);
  const slowFlood = createFloodGuard(ASKED, ASKED_WITHIN);
  const inTurn = createSlots(AT_ONCE, MOST_WAITING);

  serve(calls.search, async ({ input, caller }) => {
    const viewer = requireSession(caller);
    await slowFlood(viewer.tokenHash);
    const found = await inTurn(() => search(school, reader, viewer, input));
    return { message: 'Search done', ...found };
  });

  serve(calls.findPlaces, async ({ input, caller }) => {
    const viewer = requireSession(caller);
    await slowFlood(viewer.tokenHash);
    const asked = readAsked(input);
    const room = input.room_code === undefined ? undefined : await accessRoom(school, viewer, input.room_code);
    if (asked.sound !== undefined) await indexer.namesKnown();
    const places = await inTurn(() =>
      room === undefined ? findPlaces(reader, viewer, asked, people) : findMembers(reader, room.id, asked),
    );
    return { message: 'Places found', places };
  });

  return {
    indexer,
    async stop() {
      await Promise.all([indexer.stop(), reader.close()]);
    },
  };
}
