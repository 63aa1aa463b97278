import type { Endpoint } from '../../../contract/endpoint.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    endpoint?: Pick<Endpoint, 'access' | 'body'>;
    /** Of routes that are no call of the contract: pages, descriptions, health. */
    access?: 'everyone';
  }
}
