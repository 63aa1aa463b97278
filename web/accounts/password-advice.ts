export const LEAST = 8;
const LEAST_OF_STAFF = 15;
const MOST = 256;

/** A weakness that shows at a glance. Whether a password is taken is the server's to say. */
export type Weakness =
  | { kind: 'short' | 'staffShort'; more: number }
  | { kind: 'long' | 'digits' | 'repeated' | 'row' | 'name' | 'common' };

const ROWS = [
  '0123456789',
  '9876543210',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc',
  '1q2w3e4r5t',
];
const BEGINNINGS =
  /^(p[a@]ss?w[o0]rd|admin|welcome|letmein|iloveyou|changeme|secret|woaini|5201314|1314520|mima|nihao|student|teacher|test)/;

/** What is weak in a new password, the gravest first; `undefined`: nothing to see. */
export function findWeakness(
  password: string,
  { username, staff }: { username: string; staff: boolean },
): Weakness | undefined {
  const length = [...password].length;
  const folded = password.toLowerCase();
  const name = username.trim().toLowerCase();
  if (length > MOST) return { kind: 'long' };
  if (length < LEAST) return { kind: 'short', more: LEAST - length };
  if (new Set(folded).size <= 3) return { kind: 'repeated' };
  if (isMostlyRow(folded)) return { kind: 'row' };
  if (BEGINNINGS.test(folded) && length < LEAST_OF_STAFF) return { kind: 'common' };
  if (name.length >= 3 && folded.includes(name) && length < name.length + LEAST) return { kind: 'name' };
  if (/^\d+$/.test(folded) && length < LEAST_OF_STAFF) return { kind: 'digits' };
  if (staff && length < LEAST_OF_STAFF) return { kind: 'staffShort', more: LEAST_OF_STAFF - length };
  return undefined;
}

/** Whether a run of neighbouring keys, digits or letters makes up more than half of it. */
function isMostlyRow(folded: string): boolean {
  const half = Math.floor(folded.length / 2) + 1;
  return ROWS.some((row) => {
    for (let start = 0; start + half <= folded.length; start += 1) {
      if (row.includes(folded.slice(start, start + half))) return true;
    }
    return false;
  });
}
