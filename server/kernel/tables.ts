import type { Generated } from 'kysely';

/** Tables that belong to no capability: what the school remembers of itself, and who changed what. */
export type KernelTables = {
  settings: { name: string; value: string };
  audit: {
    id: Generated<number>;
    at: number;
    actor_id: number | null;
    action: string;
    target: string;
    /** JSON; never a password, token, answer or message text. */
    detail: string;
    /** Hash over this line and the seal before it; null until the sealing job has come by. */
    seal: string | null;
  };
};
