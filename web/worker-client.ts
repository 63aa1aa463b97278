/** Lets the app open without a network, where the browser can (https, or this machine). */
export function installWorker(): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  void navigator.serviceWorker
    .register('/app/worker.js', { scope: '/app/', updateViaCache: 'none' })
    .catch(() => undefined);
}
