import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { nameKey } from '../contract/name-key.ts';
import { createPasswords } from './accounts/passwords.ts';
import { noteSpokenFor, settleAccess } from './accounts/ran-open.ts';
import { serveAccounts } from './accounts/routes.ts';
import { hashSecret } from './accounts/secrets.ts';
import { findSession } from './accounts/sessions.ts';
import { peopleOf } from './chat/access.ts';
import { startAnnouncing } from './chat/announce.ts';
import { createAppender } from './chat/appender/appender.ts';
import { serveFileDoor } from './chat/file-routes.ts';
import { createLive } from './chat/live.ts';
import { serveLive } from './chat/live-routes.ts';
import { liveSocket } from './chat/live-socket.ts';
import { serveMessages } from './chat/message-routes.ts';
import { createPresence } from './chat/presence.ts';
import { roomSocket } from './chat/room-socket.ts';
import { serveChat } from './chat/routes.ts';
import { tellKept } from './chat/told.ts';
import type { Config } from './config.ts';
import { serveCourses } from './courses/routes.ts';
import { serveDescription } from './description.ts';
import { PartsStore } from './files/parts-store.ts';
import { serveFiles } from './files/routes.ts';
import { createLooker } from './files/looking/looker.ts';
import { openPreviews, type Previews } from './files/previews.ts';
import { startReadingTexts, type TextReading } from './files/text-reading.ts';
import { openStore, type Store } from './files/store.ts';
import { startHousekeeping } from './housekeeping.ts';
import { type Clock, createClock } from './kernel/clock.ts';
import { openDatabase } from './kernel/db/database.ts';
import type { HttpOptions } from './kernel/http/options.ts';
import { createServe } from './kernel/http/serve.ts';
import { createServer } from './kernel/http/server.ts';
import { serveSockets } from './kernel/http/upgrade.ts';
import { migrations } from './migrations/index.ts';
import type { School, SchoolEvents } from './school.ts';
import { serveSearch } from './search/routes.ts';
import type { Tables } from './tables.ts';
import { serveWebApp } from './web-app.ts';

export type App = {
  school: School;
  http: FastifyInstance;
  store: Store;
  previews: Previews;
  texts: TextReading;
  search: Awaited<ReturnType<typeof serveSearch>>;
  stop(): Promise<void>;
};

/** One school, ready to listen. `stop` drains: what was taken is answered, sockets are told, everything is closed. */
export async function createApp(
  config: Config,
  log: FastifyBaseLogger,
  clock: Clock = createClock(config.timeZone),
): Promise<App> {
  const school = await openSchool(config, log, clock);
  const { events } = school;
  await settleAccess(school);
  const store = await openStore(config, log).catch(async (error: unknown) => {
    await school.database.close();
    throw error;
  });
  await store.sweepArriving();
  const parts = new PartsStore(join(config.dataDir, 'files', 'parts'), school.database);
  await parts.open();
  const looker = createLooker();
  const previews = await openPreviews({ dataDir: config.dataDir, log }, store, looker);
  const appender = createAppender({ database: school.database, onKept: (rows) => tellKept(events, rows) });
  const live = createLive(school);
  const presence = createPresence(live);
  startAnnouncing(school, live);
  const passwords = createPasswords();
  const accounts = {
    hash: hashSecret,
    authenticate: (hash: string) => findSession(school, hash),
    nameKey,
    noteSpokenFor: (username: string) => noteSpokenFor(school, username),
  };

  const options = httpOptions(config);
  const http = await createServer(options, log);
  const serve = createServe(http, accounts, options);
  await serveDescription(school, http, serve);
  await serveWebApp(http);
  serveAccounts(school, serve, passwords, peopleOf(school.database.db));
  await serveFiles(school, http, serve, store, parts);
  serveChat(school, serve, { appender, presence });
  serveMessages(school, serve);
  serveLive(school, serve, live);
  serveFileDoor(school, serve, store, previews);
  serveCourses(school, serve);
  serveSockets(http, options, accounts, [
    roomSocket(school, appender, live),
    liveSocket({ school, appender, live, presence }),
  ]);
  const search = await serveSearch(school, serve, peopleOf(school.database.db));
  const texts = startReadingTexts(school, store, looker);
  const housekeeping = startHousekeeping(school, { store, parts, previews });
  await http.ready();

  return {
    school,
    http,
    store,
    previews,
    texts,
    search,
    async stop() {
      live.stop();
      looker.stop();
      presence.stop();
      await closeServer(http);
      await appender.close();
      await texts.stop();
      await housekeeping.stop();
      await search.stop();
      await store.close();
      await school.database.close();
    },
  };
}

const SWEEP_EVERY = 100;

/** A connection whose answer goes out just now would be kept alive for a next request afterwards, and the stop with it. */
async function closeServer(http: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => http.server.closeIdleConnections(), SWEEP_EVERY);
  try {
    await http.close();
  } finally {
    clearInterval(sweep);
  }
}

/** What of the settings the HTTP layer is told. */
export function httpOptions({ access, openAnywhere, hostNames, publicUrl, trustProxy }: Config): HttpOptions {
  return { openAccess: access === 'open', openAnywhere, hostNames, publicOrigin: publicUrl?.origin, trustProxy };
}

/** The school without its server: what the operator's commands work on. */
export async function openSchool(
  config: Config,
  log: FastifyBaseLogger,
  clock: Clock,
  { upgrade = true }: { upgrade?: boolean } = {},
): Promise<School> {
  const database = await openDatabase<Tables>({
    dataDir: config.dataDir,
    url: config.databaseUrl,
    migrations,
    upgrade,
    procedures: { append: new URL('./chat/appender/sqlite.ts', import.meta.url) },
    readProcedures: { messagePage: new URL('./chat/message-page.ts', import.meta.url) },
    log: (line) => log.info(line),
    onFatal: (error) => {
      log.fatal({ err: error }, 'the database thread died');
      process.exit(1);
    },
  });
  return { config, database, clock, log, events: new EventEmitter<SchoolEvents>() };
}
