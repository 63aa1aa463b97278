import { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import { type FreshDatabase, freshDatabase } from '../engines.ts';
import { type Cast, settle } from '../torture/cast.ts';
import { type ServerProcess, startServer } from '../torture/server-process.ts';
import { signInAs, visit, type Visitor, type Way } from './visitor.ts';

type Set = { browser: Browser; place: FreshDatabase; server: ServerProcess; cast: Cast };

/** A browser, and a server with the cast of every other test. It is there from the `before` of its suite to the `after`. */
class Stage {
  #set: Set | undefined;

  async open(env: Record<string, string>): Promise<void> {
    const [browser, place] = await Promise.all([openBrowser(), freshDatabase('sqlite')]);
    const server = await startServer(place, env);
    this.#set = { browser, place, server, cast: await settle(server) };
  }
  async close(): Promise<void> {
    const { browser, server, place } = this.#there;
    await browser.close();
    await server.kill();
    await place.drop();
  }
  get #there(): Set {
    if (this.#set === undefined) throw new Error('there is no stage before the suite begins');
    return this.#set;
  }
  get browser(): Browser {
    return this.#there.browser;
  }
  get server(): ServerProcess {
    return this.#there.server;
  }
  get cast(): Cast {
    return this.#there.cast;
  }
  /** Somebody of the cast with a browser of their own, signed in. */
  async enter(who: Exclude<keyof Cast, 'fileId'>, way: Way): Promise<Visitor> {
    const visitor = await visit(this.browser, this.server.url, way);
    await signInAs(visitor, this.server.url, this.cast[who].token);
    return visitor;
  }
}

/** To be called in a suite. `env`: settings of the server. */
export function setStage(env: Record<string, string> = {}): Stage {
  const stage = new Stage();
  before(() => stage.open(env));
  after(() => stage.close());
  return stage;
}
