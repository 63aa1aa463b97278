import type { WebSocket } from 'ws';
import type { Static } from 'typebox';
import { closeCodes } from '../../contract/close-codes.ts';
import { type DownFrame, type hello, MOST_BEHIND, type read, type send } from '../../contract/live.ts';
import type { Role } from '../../contract/endpoint.ts';
import { hashSecret } from '../accounts/secrets.ts';
import { findSession } from '../accounts/sessions.ts';
import { readJsonObject } from '../kernel/http/body.ts';
import { type Caller, type SignedIn, sessionOf } from '../kernel/http/caller.ts';
import { fail, Failure } from '../kernel/http/failure.ts';
import type { SocketRoute } from '../kernel/http/upgrade.ts';
import type { School } from '../school.ts';
import type { Appender } from './appender/appender.ts';
import { Company } from './company.ts';
import { clearDraft } from './draft.ts';
import type { Entry } from './entry.ts';
import { follow } from './follow.ts';
import { FrameBudget } from './frame-budget.ts';
import { startHeartbeat } from './heartbeat.ts';
import { greetingFor } from './greeting.ts';
import { InboxReader } from './inbox-reader.ts';
import type { Live, LiveRoom } from './live.ts';
import { entriesFrame, frameOf, pieces, refusalFrame, upFrames } from './live-frames.ts';
import { filesNamed, sendMessage } from './message.ts';
import { Outflow } from './outflow.ts';
import type { Device, PresenceBoard } from './presence.ts';
import { markRead } from './reads.ts';
import type { RoomOf } from './rooms-of.ts';

const HELLO_WITHIN = 10_000;

type Parts = { school: School; appender: Appender; live: Live; presence: PresenceBoard };

/** `/ws`: everything of one user on one socket. The protocol stands in `contract/live.ts`. */
export function liveSocket(parts: Parts): SocketRoute {
  const heartbeat = startHeartbeat();
  return {
    match: (path) => (path === '/ws' ? '' : undefined),
    access: { who: 'hello' },
    open: async (_rest, caller) => (socket) => {
      heartbeat.add(socket);
      new Conversation(parts, socket, caller).begin();
    },
  };
}

/** A class for its memory: ten thousand of these lie idle, and methods on a prototype cost each of them nothing. */
class Conversation implements Device {
  userId: number | null = null;
  role: Role | undefined;
  tokenHash: string | null = null;
  readonly #parts: Parts;
  readonly #socket: WebSocket;
  readonly #out: Outflow;
  #session: SignedIn | undefined;
  #greeted = false;
  #closed = false;
  #helloTimer: NodeJS.Timeout | undefined;
  /** Rooms this socket hears or is about to, by code. */
  readonly #rooms = new Map<string, LiveRoom>();
  /** Rooms are caught up one after the other, so that what a stuck socket holds is one piece. */
  #catchingUp: Promise<void> = Promise.resolve();
  /** One frame after the other, so that messages keep the order they were sent in. */
  #turn: Promise<void> = Promise.resolve();
  #inbox: InboxReader | undefined;
  #inboxHasMore = false;
  readonly #budget = new FrameBudget();
  readonly #company: Company;

  constructor(parts: Parts, socket: WebSocket, caller: Caller) {
    this.#parts = parts;
    this.#socket = socket;
    this.#out = new Outflow(socket, () => this.#close('tooSlow', 'too slow'));
    this.#session = sessionOf(caller);
    this.#company = new Company(parts, this);
  }

  begin(): void {
    const socket = this.#socket;
    this.tokenHash = this.#session?.tokenHash ?? null;
    this.#parts.live.enter(this);
    this.#helloTimer = setTimeout(() => this.#close('ended', 'no hello'), HELLO_WITHIN);
    socket.on('message', (data, isBinary) =>
      this.#arrive(isBinary || !Buffer.isBuffer(data) ? Buffer.from('binary') : data),
    );
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#end());
  }

  hear(room: LiveRoom, entries: readonly Entry[]): void {
    if (!this.#out.isStuck) return this.#out.hand(entriesFrame(this.#parts.school.clock, room, entries));
    // Too slow for now: it goes on by pages, each when the one before has been read.
    this.#parts.live.unlisten(room, this);
    const mine = this.#rooms.get(room.code);
    if (mine !== undefined) this.#catchUp(mine, (entries[0]?.seq ?? 1) - 1);
  }

  putOut(room: LiveRoom): void {
    if (this.#rooms.get(room.code)?.id === room.id) this.#rooms.delete(room.code);
  }

  get inboxSeq(): number | undefined {
    return this.#inbox?.seq;
  }

  inboxMoved(): void {
    // Before the welcome it is only remembered.
    this.#inboxHasMore = true;
    if (this.#inbox !== undefined) this.#background(this.#inbox.read());
  }

  sessionEnded(): void {
    this.#close('ended', 'session ended');
  }

  stop(): void {
    this.#close('restart', 'restart');
  }

  #arrive(data: Buffer): void {
    if (!this.#budget.take(performance.now())) return this.#close('flood', 'too many frames');
    this.#turn = this.#turn.then(() => this.#take(data));
  }

  async #take(data: Buffer): Promise<void> {
    if (this.#closed) return;
    let clientId: string | undefined;
    try {
      const frame = readJsonObject(data, 'rooms');
      if (!upFrames.any.Check(frame))
        throw fail('invalid_type', '"type" must be hello, send, typing, read, presence or ping');
      if (typeof frame.client_id === 'string') clientId = frame.client_id.slice(0, 64);
      if (upFrames.hello.Check(frame)) return await this.#greet(frame);
      if (this.#session === undefined || !this.#greeted) throw fail('not_signed_in', 'the first frame is a hello');
      if (upFrames.send.Check(frame)) await this.#send(this.#session, frame);
      else if (upFrames.read.Check(frame)) await this.#read(this.#session, frame);
      else if (upFrames.typing.Check(frame)) this.#company.type(this.#rooms.get(frame.room));
      else if (upFrames.presence.Check(frame)) this.#parts.presence.change(this, frame.presence);
      else if (upFrames.ping.Check(frame)) this.#tell({ type: 'pong' });
      else throw fail('invalid_type', `this is no ${frame.type} frame: see /docs`);
    } catch (error) {
      if (!(error instanceof Failure)) this.#parts.school.log.error({ err: error }, 'a frame failed');
      const failure = error instanceof Failure ? error : fail('server_error');
      this.#tell(refusalFrame(failure, clientId));
      // Without a session there is nothing to stay for.
      if (failure.code === 'not_signed_in') this.#close('ended', 'not signed in');
    }
  }

  async #greet(frame: Static<typeof hello.frame>): Promise<void> {
    if (this.#greeted) throw fail('invalid_request', 'there was a hello already');
    const { school, live, presence } = this.#parts;
    const hash = frame.token === undefined || frame.token === '' ? this.tokenHash : hashSecret(frame.token);
    const session = hash === null ? undefined : await findSession(school, hash);
    if (session === undefined) throw fail('not_signed_in');
    this.#greeted = true;
    clearTimeout(this.#helloTimer);
    this.#session = session;
    this.tokenHash = session.tokenHash;
    this.userId = session.userId;
    this.role = session.role;

    const { welcome, rooms, preferences, inbox } = await greetingFor(school, presence, session, frame.inbox);
    if (this.#closed) return;
    this.#tell(welcome);
    this.#company.begin(session, preferences);
    await this.#hearAll(rooms, new Map(Object.entries(frame.rooms ?? {})));
    this.#inbox = new InboxReader(school, session.userId, inbox, (entries, begun) => {
      if (this.#closed) return;
      // The last entry of a room comes before the word that it is gone.
      const ended = entries.filter(({ kind }) => kind === 'room_removed');
      for (const { room_code: code } of ended) live.handOut(this.#rooms.get(code));
      this.#tell({ type: 'inbox', inbox: entries });
      this.#company.follow(entries, inbox.toldTo);
      for (const { id, card } of begun) this.#beginRoom({ id, code: card.room_code }, card.seq);
    });
    if (this.#inboxHasMore || inbox.seq < inbox.toldTo) this.inboxMoved();
    await live.compareRooms(rooms.map(({ id }) => id));
  }

  /** Rooms at their end are heard at once; the others first catch up, one after the other. */
  async #hearAll(rooms: readonly RoomOf[], cursors: ReadonlyMap<string, number>): Promise<void> {
    const { live } = this.#parts;
    for (const { id, card } of rooms) {
      const room = live.watch({ id, code: card.room_code }, card.seq);
      const cursor = cursors.get(room.code) ?? card.seq;
      this.#rooms.set(room.code, room);
      const isLost = cursor > card.seq || card.seq - cursor > MOST_BEHIND;
      if (isLost) this.#tell({ type: 'resync', resync: room.code });
      const known = isLost ? card.seq : cursor;
      if (known < card.seq || !live.listen(room, known, this)) this.#catchUp(room, known);
      live.unwatch(room);
    }
  }

  #catchUp(room: LiveRoom, after: number): void {
    const { school, live } = this.#parts;
    // Left, or begun anew from another place.
    const isGone = (): boolean => this.#closed || this.#rooms.get(room.code) !== room;
    const reader = {
      listener: this,
      memberId: this.userId,
      isClosed: isGone,
      write: (of: LiveRoom, entries: readonly Entry[]) => this.#write(of, entries),
    };
    this.#catchingUp = this.#catchingUp.then(async () => {
      // Nothing is read from the database for one who does not read.
      if (this.#out.isStuck) await this.#out.whenRead();
      if (!isGone()) await follow(school, live, room, after, reader);
    });
    this.#background(this.#catchingUp);
  }

  async #write(room: LiveRoom, entries: readonly Entry[]): Promise<void> {
    for (const piece of pieces(this.#parts.school.clock, room, entries)) {
      if (this.#closed) return;
      await this.#out.handPatiently(piece);
    }
  }

  async #send(
    { tokenHash, username }: SignedIn,
    { room, text, file_id, file_ids, client_id, thread, clear_draft }: Static<typeof send.frame>,
  ): Promise<void> {
    const { school, appender } = this.#parts;
    const kept = await sendMessage(school, appender, {
      sessionHash: tokenHash,
      sender: username,
      roomCode: room,
      text: text || undefined,
      fileIds: filesNamed({ file_id: file_id || undefined, file_ids }),
      clientId: client_id,
      threadSeq: thread,
    });
    if (clear_draft === true) await clearDraft(school, kept.userId, room, thread);
    this.#tell({
      type: 'reply',
      reply: { client_id, status: 'success', message: 'Message sent', code: 'ok', id: kept.seq, ts: kept.at },
    });
  }

  async #read(session: SignedIn, { room, id, unread = false }: Static<typeof read.frame>): Promise<void> {
    await markRead(this.#parts.school, session, { roomCode: room, id, back: unread });
  }

  heardRooms(): Iterable<LiveRoom> {
    return this.#rooms.values();
  }

  whisper(frame: Buffer): void {
    if (this.#greeted) this.#out.whisper(frame);
  }

  /** Even one that is heard already: it may be from before a leave that has not come by yet. */
  #beginRoom(room: LiveRoom, after: number): void {
    const before = this.#rooms.get(room.code);
    if (before !== undefined) this.#parts.live.unlisten(before, this);
    this.#rooms.set(room.code, room);
    this.#catchUp(room, after);
    this.#company.meet(room);
  }

  #tell(frame: DownFrame): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(frameOf(frame), { binary: false });
  }

  #background(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#parts.school.log.error({ err: error }, 'a live socket failed');
      // Its cursors bring it back to where it was.
      this.#close('restart', 'restart');
    });
  }

  #close(why: keyof typeof closeCodes, reason: string): void {
    if (this.#closed) return;
    if (why === 'tooSlow') this.#parts.school.log.info({ user: this.userId }, 'a live socket is too slow');
    this.#end();
    this.#socket.close(closeCodes[why].code, reason);
    // One that does not read does not answer a close either; a stop waits no longer than this for it.
    const patience = why === 'restart' ? 2_000 : 5_000;
    setTimeout(() => this.#socket.terminate(), patience).unref();
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#helloTimer);
    this.#company.end();
    this.#parts.live.leave(this);
    for (const room of this.#rooms.values()) this.#parts.live.unlisten(room, this);
    this.#rooms.clear();
  }
}
