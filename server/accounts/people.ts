import { type ExpressionBuilder, type Expression, sql, type SqlBool } from 'kysely';
import type { Static } from 'typebox';
import type { findPeople as call } from '../../contract/profile.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School } from '../school.ts';
import type { Tables } from '../tables.ts';
import type { People } from './access.ts';
import { nameKey } from '../../contract/name-key.ts';

const LIMIT = 20;
const MOST = 50;

/**
 * Those the viewer may find whose username or nickname contains the query, in any case; names that begin with it first. The rule is
 * that of `accessUser`, asked of all at once. Throws `Invalid limit`.
 */
export async function findPeople(
  school: School,
  viewer: SignedIn,
  { query = '', limit = LIMIT }: { query?: string; limit?: number },
  people: Pick<People, 'sharing'>,
): Promise<Static<typeof call.answer>['people']> {
  if (limit < 1 || limit > MOST) throw fail('invalid_limit');
  const wanted = query.trim().normalize('NFC');
  let found = school.database.slow
    .selectFrom('users')
    .select(['username', 'nickname', 'role', 'picture_id'])
    .where('disabled_at', 'is', null)
    .orderBy('username_key')
    .limit(limit);
  if (viewer.role === 'student') found = found.where((is) => is.or(mayFind(is, viewer, people)));
  if (wanted !== '') {
    found = found
      .where(matches(wanted, '%'))
      .clearOrderBy()
      .orderBy((is) => is.case().when(matches(wanted, '')).then(0).else(1).end())
      .orderBy('username_key');
  }
  const rows = await found.execute();
  return rows.map(({ picture_id: picture, ...person }) => ({ ...person, picture: picture ?? '' }));
}

/** Whom a student finds: staff, and those who share a course or group. */
export function mayFind(
  is: ExpressionBuilder<Pick<Tables, 'users'>, 'users'>,
  viewer: SignedIn,
  people: Pick<People, 'sharing'>,
): Expression<SqlBool>[] {
  return [is('role', '<>', 'student'), is('id', '=', viewer.userId), is('id', 'in', people.sharing(viewer.userId))];
}

/** `before`: `%` when anything may stand before the query. */
export function matches(wanted: string, before: '' | '%') {
  const ofKey = sql`username_key like ${likePattern(nameKey(wanted), before)} escape '\\'`;
  return sql<boolean>`(${ofKey} or ${nameMatches(sql`nickname`, wanted, before)})`;
}

/** Whether a name, in any case, contains what is wanted, or begins with it. */
export function nameMatches(name: Expression<unknown>, wanted: string, before: '' | '%') {
  const ways = caseVariants(wanted).map((way) => sql`lower(${name}) like ${likePattern(way, before)} escape '\\'`);
  return sql<boolean>`(${sql.join(ways, sql` or `)})`;
}

function likePattern(text: string, before: '' | '%'): string {
  return `${before}${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

/**
 * Usernames are kept folded as well, nicknames are not, and a database's `lower` may know ASCII alone (SQLite's does, as does
 * PostgreSQL's under the locale C): so other letters are looked for as people write them.
 */
function caseVariants(text: string): string[] {
  const capitalised = text.toLowerCase().replaceAll(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase());
  const variants = [text, text.toLowerCase(), text.toUpperCase(), capitalised];
  return [...new Set(variants.map((one) => one.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())))];
}
