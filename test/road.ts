import { connect, createServer, type Socket } from 'node:net';

/** A way to a server of this machine that a test can close, and open again: what a network does, on purpose. */
export async function openRoad(to: { port: number }) {
  let isClosed = false;
  let breakAfter = Infinity;
  /** What may still come back before it closes. */
  let left = Infinity;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    if (isClosed) return void near.destroy();
    const far = connect(to.port, '127.0.0.1');
    let passed = 0;
    const end = (): void => {
      for (const socket of [near, far]) {
        socket.destroy();
        sockets.delete(socket);
      }
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    far.on('data', (bytes: Buffer) => {
      passed += bytes.length;
      left -= bytes.length;
      if (left < 0) close();
      else if (passed > breakAfter) end();
    });
    near.pipe(far).pipe(near);
  });
  function close(): void {
    isClosed = true;
    for (const socket of sockets) socket.destroy();
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    port: address.port,
    /** Nothing comes through any more, and what was on its way breaks off. */
    close,
    open(): void {
      [isClosed, breakAfter, left] = [false, Infinity, Infinity];
    },
    /** It closes once so many bytes have come back in all. */
    closeAfter: (bytes: number): void => void (left = bytes),
    /** Each new connection breaks off once so many bytes have come back. */
    breakAfter: (bytes: number): void => void (breakAfter = bytes),
    async stop(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
