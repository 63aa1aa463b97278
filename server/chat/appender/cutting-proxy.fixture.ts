import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A proxy before PostgreSQL, for tests, that cuts the connection of the next COMMIT: either in front of it, so that the server
 * never gets it, or behind it, so that it is done and nobody hears of it.
 */
export async function cuttingProxy(url: string) {
  const target = new URL(url);
  let next: 'commit' | 'answer' | undefined;
  let cuts = 0;
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    let mute = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    function cut(): void {
      cuts++;
      client.destroy();
      upstream.destroy();
    }
    client.on('data', (chunk: Buffer) => {
      const how = chunk.includes('commit\0') ? next : undefined;
      if (how !== undefined) next = undefined;
      if (how === 'commit') return cut();
      if (how === 'answer') mute = true;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      if (!mute) client.write(chunk);
      // The tag of the answer: COMMIT is done.
      else if (chunk.includes('COMMIT')) cut();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(portOf(server.address()));
  return {
    url: through.href,
    cutNextCommit: (where: 'commit' | 'answer') => void (next = where),
    cuts: () => cuts,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The proxy does not listen');
  return address.port;
}
