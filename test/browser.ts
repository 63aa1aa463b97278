import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const program = process.env['CHROMIUM_PATH'];

/** For the `skip` option of a test: why there is no browser here, or false when there is one. */
export const withoutBrowser: string | false = program ? false : 'Chromium is missing (CHROMIUM_PATH is not set)';

/**
 * Opens Chromium, headless and quiet: it asks nobody anything of its own accord. Close it in the test's `after`. `flags`: more of
 * its command line.
 */
export async function openBrowser(flags: readonly string[] = []): Promise<Browser> {
  if (!program) throw new Error('CHROMIUM_PATH is not set: run this test through npm test');
  return chromium.launch({ executablePath: program, args: [...launchFlags(), ...flags] });
}

/**
 * Watches a context, from before its first page on, for requests to hosts other than `origin`'s; the list it returns grows.
 * A page of ours works on a closed network, so that a test ends with this list empty.
 */
export function watchForeignRequests(context: BrowserContext, origin: string): string[] {
  const ours = new URL(origin).host;
  const foreign: string[] = [];
  const look = (address: string) => {
    const url = new URL(address);
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== ours) foreign.push(address);
  };
  context.on('request', (request) => look(request.url()));
  context.on('page', (page) => page.on('websocket', (socket) => look(socket.url())));
  return foreign;
}

function launchFlags(): string[] {
  const flags = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--disable-quic',
    '--disable-gpu',
  ];
  // Chromium's sandbox refuses to run as root; the pages opened here are our own.
  return process.getuid?.() === 0 ? ['--no-sandbox', ...flags] : flags;
}
