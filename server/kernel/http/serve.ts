import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TObject, TProperties } from 'typebox';
import { type Endpoint, methodsOf, takesQuery } from '../../../contract/endpoint.ts';
import { type Authenticator, type Caller, tokenOf } from './caller.ts';
import { fail } from './failure.ts';
import { inputReader } from './input.ts';
import type { HttpOptions } from './options.ts';

type Call<Input> = { input: Input; caller: Caller; request: FastifyRequest; reply: FastifyReply };
type Success<Answer extends TProperties> = { message: string } & Static<TObject<Answer>>;

/** A whole answer, envelope included, that was written by hand for speed or size: JSON as text, as bytes or as a stream. */
export type WholeAnswer = { body: string | Buffer | Readable };

/** How a capability offers a call. The handler's value is answered in the envelope; bytes are sent through the reply. */
export type Serve = <Input extends TProperties, Answer extends TProperties>(
  endpoint: Endpoint<Input, Answer>,
  handle: (call: Call<Static<TObject<Input>>>) => Promise<Success<Answer> | WholeAnswer | FastifyReply>,
  /**
   * `inTheAct`: the handler has the session checked in the transaction of what it does. `on`: a part of the server with plugins
   * of its own, whose hooks no other call should pay for.
   */
  options?: { session?: 'inTheAct'; on?: FastifyInstance },
) => void;

/** `openAccess`: a call without a session is trusted instead of refused. */
export function createServe(
  app: FastifyInstance,
  accounts: Authenticator,
  { openAccess, publicOrigin }: Pick<HttpOptions, 'openAccess' | 'publicOrigin'>,
): Serve {
  return (endpoint, handle, options) => {
    const readInput = inputReader(endpoint);
    const { access } = endpoint;

    /** Whom the request's token names; refuses a bad token, never falls back to anything else. */
    function identify(request: FastifyRequest): Caller | Promise<Caller> {
      if (access.who === 'everyone') return { kind: 'anonymous' };
      const token = tokenOf(request, publicOrigin);
      if (token === undefined) return { kind: openAccess && access.who === 'caller' ? 'trusted' : 'anonymous' };
      const tokenHash = accounts.hash(token);
      if (options?.session === 'inTheAct') return { kind: 'unchecked', tokenHash };
      return check(tokenHash);
    }

    async function check(tokenHash: string): Promise<Caller> {
      const session = await accounts.authenticate(tokenHash);
      if (session === undefined) throw fail('not_signed_in', 'the token is unknown or its session has ended');
      return session;
    }

    function refuseAnonymous(caller: Caller, raw: Record<string, unknown>): void {
      if (access.who === 'everyone' || caller.kind !== 'anonymous') return;
      if (access.who === 'caller' && access.unless?.(raw) === true) return;
      throw fail('not_signed_in');
    }

    function refuseOtherUser(caller: Caller, input: Record<string, unknown>): void {
      if (access.who === 'everyone' || access.self === undefined || caller.kind !== 'session') return;
      if (access.who === 'caller' && access.unless?.(input) === true) return;
      const named = input[access.self];
      if (typeof named === 'string' && accounts.nameKey(named) !== caller.usernameKey) throw fail('other_user');
    }

    (options?.on ?? app).route({
      method: [...methodsOf(endpoint)],
      url: endpoint.path,
      config: { endpoint },
      // Before a byte of an upload is taken.
      ...((endpoint.body === 'multipart' || endpoint.body === 'tus') && {
        onRequest: async (request) => {
          refuseAnonymous(await identify(request), {});
        },
      }),
      handler: async (request, reply) => {
        const raw = rawInput(endpoint, request);
        const identified = identify(request);
        // Awaited only where it is waited for: every turn of promises keeps a request's memory alive longer.
        const caller = identified instanceof Promise ? await identified : identified;
        refuseAnonymous(caller, raw);
        try {
          const input = readInput(raw);
          refuseOtherUser(caller, raw);
          if (caller.kind === 'trusted' && endpoint.method === 'POST') {
            const named = raw['sender'] || raw['username'];
            if (typeof named === 'string') await accounts.noteSpokenFor(named);
          }
          const answer = await handle({ input, caller, request, reply });
          // Awaiting a reply waits until it has been sent.
          if (reply.sent) return undefined;
          return 'message' in answer ? { status: 'success', ...answer, code: 'ok' } : answer.body;
        } catch (refusal) {
          // A bad token is told so before anything else: the act, which would have, may not have come to it.
          if (caller.kind === 'unchecked') await check(caller.tokenHash);
          throw refusal;
        }
      },
    });
  };
}

function rawInput(endpoint: Endpoint, request: FastifyRequest): Record<string, unknown> {
  const raw = takesQuery(endpoint) ? request.query : endpoint.body === 'multipart' ? {} : (request.body ?? {});
  return isFields(raw) ? raw : {};
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
