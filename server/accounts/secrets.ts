import { hash, randomBytes } from 'node:crypto';

/** A session's or device's token: 256 random bits. Only its hash is kept. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Tokens and codes are random, so one fast hash is enough to make a stolen database useless. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'base64url');
}

/** A code for people to type: 80 random bits in groups, without the letters that are taken for others. */
export function newCode(): string {
  const letters = [...randomBytes(16)].map((byte) => CODE_LETTERS[byte % CODE_LETTERS.length]);
  return [0, 4, 8, 12].map((start) => letters.slice(start, start + 4).join('')).join('-');
}

/** 32 letters: five bits each. */
const CODE_LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
