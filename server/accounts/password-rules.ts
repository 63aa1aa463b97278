import type { Role } from '../../contract/endpoint.ts';
import type { Config } from '../config.ts';
import { fail } from '../kernel/http/failure.ts';

const LEAST = 8;
const LEAST_OF_STAFF = 15;
const MOST = 256;

/**
 * Under open access any text is a password (the documented contract). Signed in it has 8 to 256 characters; `PASSWORDS=strict`
 * asks 15 of staff and refuses what everybody tries first.
 */
export function requirePassword(
  config: Pick<Config, 'access' | 'strictPasswords'>,
  password: string,
  role: Role,
): void {
  const length = [...password].length;
  if (config.access === 'open') {
    if (password.length > 10_000) throw fail('password_length');
    return;
  }
  if (length < LEAST || length > MOST) throw fail('password_length');
  if (!config.strictPasswords) return;
  if (role !== 'student' && length < LEAST_OF_STAFF) throw fail('password_length_staff');
  if (isCommon(password)) throw fail('password_common');
}

/** The heads of the published lists of stolen passwords, eight characters and longer, and what is only counted up or repeated. */
const COMMON = new Set(
  `password password1 password12 password123 passw0rd p@ssw0rd p@ssword 12345678 123456789 1234567890 0123456789 87654321
  987654321 0987654321 11111111 00000000 88888888 66666666 12341234 11223344 1q2w3e4r 1q2w3e4r5t 1qaz2wsx qazwsxedc qwertyui
  qwertyuiop qwerty12 qwerty123 qwerty1234 asdfghjk asdfghjkl zxcvbnm1 zxcvbnm123 abcd1234 abc12345 abcdefgh a1234567 a12345678
  a123456789 aa123456 aa12345678 iloveyou iloveyou1 sunshine princess football baseball superman trustno1 welcome1 welcome123
  letmein1 letmein123 dragon123 monkey123 michael1 computer internet whatever starwars pokemon1 jennifer liverpool chelsea1
  administrator admin123 admin1234 changeme changeme1 secret123 test1234 testtest student1 student123 teacher1 teacher123
  woaini1314 woaini520 woaini123 5201314520 zhang123 wang1234 li123456 nihao123 asd123456 qq123456 qwe123456 zxc123456
  1314520520 147258369 789456123 123123123 112233445566 123321123 q1w2e3r4 mima1234 mima123456`.split(/\s+/),
);

function isCommon(password: string): boolean {
  const folded = password.toLowerCase();
  return COMMON.has(folded) || new Set(folded).size <= 2;
}
