import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client, escapeIdentifier } from 'pg';

export type Engine = 'sqlite' | 'postgres';

/** An empty folder of data, and on PostgreSQL an empty database beside it. `drop()` removes both; calling it twice is harmless. */
export type FreshDatabase = { dataDir: string; url?: string; drop(): Promise<void> };

const superuserUrl = process.env['TEST_POSTGRES_URL'];

/** The engines a test of the server runs on: PostgreSQL is among them when `TEST_POSTGRES_URL` names a superuser's database. */
export const engines: readonly Engine[] = superuserUrl ? ['sqlite', 'postgres'] : ['sqlite'];

// Told by npm test when PostgreSQL cannot be had: half of this file's tests are missing then, and the closing line must say so.
const skipped = process.env['TEST_POSTGRES_SKIPPED'];
if (!superuserUrl && skipped) test('the same on PostgreSQL', { skip: skipped });

/**
 * Makes a place to keep a school in that nothing has touched yet.
 * Throws when PostgreSQL is asked for and `TEST_POSTGRES_URL` is not set, or the server there does not answer.
 */
export async function freshDatabase(engine: Engine): Promise<FreshDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lamitt-test-'));
  const removeFolder = () => rm(dataDir, { recursive: true, force: true });
  if (engine === 'sqlite') return { dataDir, drop: removeFolder };

  const name = `test_${randomBytes(8).toString('hex')}`;
  try {
    // template0 with the C locale: no two machines sort differently, and nothing a developer put into template1 comes along.
    await asSuperuser(`create database ${escapeIdentifier(name)} template template0 encoding 'UTF8' locale 'C'`);
  } catch (error) {
    await removeFolder();
    throw error;
  }
  const drop = async () => {
    // FORCE: a test that failed half way leaves connections open, and they must not keep its database alive.
    await asSuperuser(`drop database if exists ${escapeIdentifier(name)} with (force)`);
    await removeFolder();
  };
  return { dataDir, url: urlOf(name), drop };
}

function urlOf(database: string): string {
  const url = new URL(postgresUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function postgresUrl(): string {
  if (!superuserUrl)
    throw new Error('TEST_POSTGRES_URL is not set: this test needs PostgreSQL, run it through npm test');
  return superuserUrl;
}

async function asSuperuser(statement: string): Promise<void> {
  const client = new Client({ connectionString: postgresUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
