import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** The cable between browsers and a server on this machine. */
export type Line = {
  /** Where the server is for whoever sits at the other end of it. */
  url: string;
  /** Of the next connection that sends so many bytes no more come through; resolves when it has come so far. */
  holdAfter(bytes: number): Promise<void>;
  /** How many bytes browsers have sent through it. */
  carried(): number;
  /** What is held goes on. */
  letGo(): void;
  /** What is connected hears and says nothing more, and is told nothing of it; new connections come through. */
  silence(): void;
  /** Breaks every connection, and lets no new one through until it is mended. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
};

export async function layLine(port: number): Promise<Line> {
  const ends = new Set<Socket>();
  const mutes = new Set<() => void>();
  let isCut = false;
  let most = Infinity;
  let all = 0;
  let reached = Promise.withResolvers<void>();
  let letGo = (): void => undefined;

  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(port, '127.0.0.1');
    let carried = 0;
    let isHeld = false;
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        ends.delete(one);
        other.destroy();
      });
    }
    far.pipe(near);
    near.on('data', (chunk) => {
      carried += chunk.length;
      all += chunk.length;
      if (!far.write(chunk)) near.pause();
      if (carried < most) return;
      most = Infinity;
      isHeld = true;
      near.pause();
      letGo = () => {
        isHeld = false;
        near.resume();
      };
      reached.resolve();
    });
    far.on('drain', () => isHeld || near.resume());
    near.on('end', () => far.end());
    const mute = () => {
      isHeld = true;
      near.pause();
      far.unpipe(near);
      far.pause();
    };
    mutes.add(mute);
    near.on('close', () => mutes.delete(mute));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the line has no port');

  const breakAll = () => ends.forEach((end) => end.destroy());
  return {
    url: `http://127.0.0.1:${address.port}`,
    async holdAfter(bytes) {
      most = bytes;
      reached = Promise.withResolvers();
      await reached.promise;
    },
    carried: () => all,
    letGo: () => letGo(),
    silence: () => mutes.forEach((mute) => mute()),
    cut() {
      isCut = true;
      breakAll();
    },
    mend: () => void (isCut = false),
    async close() {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
