import type { Built } from './built.ts';

// The app's own files are there without a network. What people wrote is not kept here but in the app's store, by user.
declare const self: ServiceWorkerGlobalScope;
/** Put in by the build. */
declare const BUILT: Built;

declare global {
  interface ExtendableEvent {
    /** Chromium's; others have no such thing. */
    addRoutes?(route: { condition: { not: { urlPattern: string } }; source: 'network' }): Promise<void>;
  }
}

const SHELL = '/app/';

self.addEventListener('install', (event) => {
  // Calls of the API never come by here: what is sent as a page goes would otherwise be lost with it.
  if (event.addRoutes !== undefined) {
    event.waitUntil(event.addRoutes({ condition: { not: { urlPattern: '/app/*' } }, source: 'network' }));
  }
  event.waitUntil(
    caches
      .open(BUILT.version)
      .then((cache) => cache.addAll(BUILT.files.map((file) => new Request(file, { cache: 'reload' }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== BUILT.version).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || !pathname.startsWith(SHELL)) return;
  // Every address of the app is the one page; its parts never change under one name.
  event.respondWith(request.mode === 'navigate' ? page(request) : part(request));
});

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(SHELL)) ?? Response.error();
  }
}

async function part(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}
