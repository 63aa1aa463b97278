import type { IncomingMessage, Server } from 'node:http';

const PATIENCE = 20_000;
const LEAST_BYTES_A_SECOND = 1024;
const SWEEP = 5_000;

/**
 * Ends requests whose body only trickles in: after 20 s of it fewer than 1 KiB a second on average. Heads have Node's own
 * limit (`headersTimeout`), sockets that do nothing at all its `timeout`.
 */
export function endSlowBodies(server: Server, onSlow: (request: IncomingMessage) => void): void {
  const arriving = new Map<IncomingMessage, { since: number; bytesBefore: number }>();
  server.on('request', (request: IncomingMessage) => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (encoding === undefined && (length === undefined || Number(length) < 16_384)) return;
    arriving.set(request, { since: performance.now(), bytesBefore: request.socket.bytesRead });
    const forget = (): void => void arriving.delete(request);
    request.once('end', forget).once('close', forget);
  });
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [request, { since, bytesBefore }] of arriving) {
      const bytes = request.socket.bytesRead - bytesBefore;
      if (now - since < PATIENCE || bytes / ((now - since) / 1000) >= LEAST_BYTES_A_SECOND) continue;
      arriving.delete(request);
      onSlow(request);
      request.socket.destroy();
    }
  }, SWEEP).unref();
  server.on('close', () => clearInterval(timer));
}
