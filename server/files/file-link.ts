import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SignedIn } from '../kernel/http/caller.ts';

/** ms. Long enough to hand an address to another program, too short to keep. */
const LIFE = 5 * 60_000;

/** Whom a link stands for: read with that session's rights, as long as it lasts. */
export type LinkOwner = { userId: number; sessionId: string };

/**
 * Links to one file each for programs without a session, signed. The key lives as long as the process: a stolen database makes no links,
 * and a restart ends those that are out.
 */
export function createFileLinks(now: () => number) {
  const key = randomBytes(32);
  const sign = (fileId: string, claim: string): Buffer =>
    createHmac('sha256', key)
      .update(JSON.stringify([fileId, claim]))
      .digest();

  return {
    /** `link` is the parameter to put beside the file's id. */
    make(fileId: string, { userId }: Pick<SignedIn, 'userId'>, sessionId: string): { link: string; expires: number } {
      const expires = now() + LIFE;
      const claim = `${expires}.${userId}.${sessionId}`;
      return { link: `${claim}.${sign(fileId, claim).toString('base64url')}`, expires };
    },
    /** Undefined: it is not for this file, is over, or was not made here. */
    read(fileId: string, link: string): LinkOwner | undefined {
      const parts = /^((\d{13})\.(\d{1,15})\.([0-9A-Za-z_-]{1,64}))\.([0-9A-Za-z_-]{43})$/.exec(link);
      if (parts?.[1] === undefined || parts[4] === undefined || parts[5] === undefined) return undefined;
      if (!timingSafeEqual(sign(fileId, parts[1]), Buffer.from(parts[5], 'base64url'))) return undefined;
      return Number(parts[2]) > now() ? { userId: Number(parts[3]), sessionId: parts[4] } : undefined;
    },
  };
}
