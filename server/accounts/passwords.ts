import { hash, verify } from '@node-rs/argon2';
import { createSlots } from '../kernel/slots.ts';

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. About 20 ms of one core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Two at once and a short queue: a storm of log-ins must not stall chat. */
const SLOTS = 2;
const QUEUE = 64;

/**
 * Hashes and checks passwords and security answers. Throws 503 when the queue is full.
 * A check against no hash costs what a real one costs, so that time tells nobody which users exist.
 */
export function createPasswords() {
  const slots = createSlots(SLOTS, QUEUE);
  let nothing: Promise<string> | undefined;
  return {
    hash: (secret: string): Promise<string> => slots(() => hash(secret, COST)),
    /** `first` runs when its turn has come, before the check: what a full queue turns away has not been counted. */
    async verify(kept: string | null | undefined, secret: string, first?: () => Promise<void>): Promise<boolean> {
      nothing ??= hash('nobody has this password', COST);
      const against = kept ?? (await nothing);
      const same = await slots(async () => {
        await first?.();
        return verify(against, secret);
      });
      return same && kept !== null && kept !== undefined;
    },
  };
}

export type Passwords = ReturnType<typeof createPasswords>;

/** Answers are typed by people from memory: case and spaces do not count. */
export function foldAnswer(answer: string): string {
  return answer.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, '');
}
