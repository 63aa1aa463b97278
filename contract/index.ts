import * as accounts from './accounts.ts';
import * as attention from './attention.ts';
import * as chat from './chat.ts';
import * as courses from './courses.ts';
import * as direct from './direct.ts';
import type { Endpoint } from './endpoint.ts';
import * as files from './files.ts';
import * as health from './health.ts';
import * as invitations from './invitations.ts';
import * as messages from './messages.ts';
import * as ownFiles from './own-files.ts';
import * as posts from './posts.ts';
import * as previews from './previews.ts';
import * as profile from './profile.ts';
import * as reports from './reports.ts';
import * as rooms from './rooms.ts';
import * as threads from './threads.ts';
import * as search from './search.ts';
import * as uploads from './uploads.ts';

/** Every call of the API, by capability, in the order of its description. */
const capabilities: Record<string, Record<string, Endpoint>> = {
  accounts: { ...accounts, ...profile },
  courses: { ...courses, ...posts },
  chat: { ...chat, ...messages, ...threads, ...rooms, ...invitations, ...direct, ...attention, ...reports },
  files: { ...files, ...uploads, ...ownFiles, ...previews },
  search: { search: search.search, findPlaces: search.findPlaces },
  health,
};

export const endpointsByCapability: readonly { capability: string; endpoints: readonly Endpoint[] }[] = Object.entries(
  capabilities,
).map(([capability, calls]) => ({ capability, endpoints: Object.values(calls) }));

export const allEndpoints: readonly Endpoint[] = endpointsByCapability.flatMap(({ endpoints }) => endpoints);
