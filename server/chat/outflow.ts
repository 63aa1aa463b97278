import type { WebSocket } from 'ws';
import { whenTaken } from './patience.ts';

/** What may wait in a socket's own buffer before it is handed nothing new. */
const MOST_BUFFERED = 128 * 1024;
/** With more than this in it, what is never kept is lost. */
const MOST_WHISPERED = 16 * 1024;
/** After so many bytes it is asked by a ping whether it has read them, */
const ASK_AFTER = 128 * 1024;
/** and without an answer it is handed so many more. */
const MOST_UNANSWERED = 256 * 1024;

/**
 * What goes out on a live socket. The system takes several megabytes for one that never reads, and takes ever longer for it: five
 * hundred of those are felt by all others. So it is the client's pong that counts, not that the system has taken a frame.
 */
export class Outflow {
  readonly #socket: WebSocket;
  readonly #tooSlow: () => void;
  /** Since the last ping. */
  #bytes = 0;
  #isAsked = false;
  #whenAnswered: (() => void) | undefined;

  constructor(socket: WebSocket, tooSlow: () => void) {
    this.#socket = socket;
    this.#tooSlow = tooSlow;
    socket.on('pong', () => this.#answered());
  }

  /** So much lies unread that nothing new is to be handed over. */
  get isStuck(): boolean {
    return this.#socket.bufferedAmount > MOST_BUFFERED || (this.#isAsked && this.#bytes > MOST_UNANSWERED);
  }

  hand(frame: Buffer): void {
    this.#socket.send(frame, { binary: false });
    this.#bytes += frame.length;
    if (this.#bytes > ASK_AFTER && !this.#isAsked) this.#ask();
  }

  /** For what is never kept: it is lost where something lies already. */
  whisper(frame: Buffer): void {
    if (!this.isStuck && this.#socket.bufferedAmount <= MOST_WHISPERED) this.hand(frame);
  }

  /** Resolves when the piece has left for the network; one that lets it lie is too slow. */
  handPatiently(piece: Buffer): Promise<void> {
    return whenTaken((taken) => this.#socket.send(piece, { binary: false }, taken), this.#tooSlow);
  }

  /** Resolves when all that was handed over has been read; one that does not read it is too slow. */
  whenRead(): Promise<void> {
    return whenTaken((taken) => {
      this.#whenAnswered = taken;
      if (!this.#isAsked) this.#ask();
    }, this.#tooSlow);
  }

  #ask(): void {
    this.#isAsked = true;
    this.#bytes = 0;
    this.#socket.ping();
  }

  #answered(): void {
    this.#isAsked = false;
    this.#whenAnswered?.();
    this.#whenAnswered = undefined;
  }
}
