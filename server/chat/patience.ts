/** How long what was handed to a connection may lie before it leaves for the network, ms. */
const PATIENCE = 10_000;

/** Resolves when what `send` hands over has left, which it tells by `taken`; calls `tooSlow` when that takes too long. */
export async function whenTaken(send: (taken: () => void) => void, tooSlow: () => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(tooSlow, PATIENCE);
  send(() => resolve());
  await promise;
  clearTimeout(timer);
}
