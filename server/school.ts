import type { EventEmitter } from 'node:events';
import type { FastifyBaseLogger } from 'fastify';
import type { Transaction } from 'kysely';
import type { Said } from '../contract/said.ts';
import type { Entry } from './chat/entry.ts';
import type { Config } from './config.ts';
import type { Clock } from './kernel/clock.ts';
import type { Database } from './kernel/db/database.ts';
import type { Tables } from './tables.ts';

/** What every capability is given: one running school. */
export type School = {
  config: Config;
  database: Database<Tables>;
  clock: Clock;
  log: FastifyBaseLogger;
  /** What has happened, after its commit: the way back from the capabilities on the right to those on the left. */
  events: EventEmitter<SchoolEvents>;
};

export type SchoolEvents = {
  /** Sessions that are over, by the hashes of their tokens. */
  sessionsEnded: [tokenHashes: readonly string[]];
  /** New entries of one room, in order of seq. */
  entries: [roomId: number, entries: readonly Entry[]];
  /** The words in some file can be found now. */
  textRead: [];
  /** Users whose inboxes have new entries. */
  inboxes: [userIds: readonly number[]];
  /** Something that is told to those who are connected, and never kept. */
  said: [said: Said, audience: Audience];
};

export type Audience = 'everyone' | { admins: boolean; users: readonly number[] };

export type Trx = Transaction<Tables>;
