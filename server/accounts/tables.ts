import type { Generated } from 'kysely';
import type { Role } from '../../contract/endpoint.ts';

export type AccountsTables = {
  users: {
    id: Generated<number>;
    username: string;
    /** NFKC and case-folded: what makes a username unique. */
    username_key: string;
    /** What the name looks like (UTS 39), to keep people from looking like staff. */
    username_skeleton: string;
    nickname: string;
    nickname_skeleton: string;
    role: Role;
    password_hash: string;
    /** Null: this account is never reset by security answer. */
    answer_hash: string | null;
    /** When a reset by answer happened that its owner has not been told of yet. */
    reset_notice_at: number | null;
    created_at: number;
    disabled_at: number | null;
    /** The file of the user's picture, a small square of our own making. */
    picture_id: Generated<string | null>;
  };
  sessions: {
    token_hash: string;
    user_id: number;
    agent: string;
    created_at: number;
    used_at: number;
    expires_at: number;
  };
  devices: { token_hash: string; user_id: number; used_at: number };
  codes: {
    hash: string;
    role: 'instructor' | 'admin';
    single_use: number;
    created_at: number;
    expires_at: number | null;
    used_at: number | null;
  };
  /** One-time codes for those who forgot their password; a spent one is deleted. */
  recovery_codes: { hash: string; user_id: number; expires_at: number };
  attempts: {
    id: Generated<number>;
    kind: 'login' | 'reset' | 'change' | 'enrol' | 'report';
    subject: string;
    at: number;
  };
  push_tokens: { user_id: number; token: string; at: number };
};
