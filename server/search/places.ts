import { type Expression, type ExpressionBuilder, type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Place } from '../../contract/search.ts';
import { matches, mayFind, nameMatches } from '../accounts/people.ts';
import type { People } from '../accounts/access.ts';
import type { SignedIn } from '../kernel/http/caller.ts';
import type { Tables } from '../tables.ts';
import { fail } from '../kernel/http/failure.ts';
import type { Range } from './match.ts';
import type { SearchReader } from './reader.ts';
import { soundAsked } from './sounds.ts';

const USUAL = 20;
const MOST = 50;
const MOST_CHARACTERS = 64;

/** What is asked for, and how many of each kind are enough. */
type Asked = { wanted: string; sound: string | undefined; limit: number };
type Ranked = { rank: number; order: number; place: Place };

/** Throws `Query too long` and `Invalid limit`. */
export function readAsked({ query, limit = USUAL }: { query: string; limit?: number | undefined }): Asked {
  if (query.length > MOST_CHARACTERS) throw fail('query_too_long', `at most ${MOST_CHARACTERS} characters`);
  if (limit < 1 || limit > MOST) throw fail('invalid_limit', `1 to ${MOST}`);
  const wanted = query.trim().normalize('NFC');
  return { wanted, sound: soundAsked(wanted), limit };
}

/** The viewer's rooms, all courses, and the people that the viewer may find, by name or by how it sounds; what begins so comes first. */
export async function findPlaces(
  { db }: Pick<SearchReader, 'db'>,
  viewer: SignedIn,
  asked: Asked,
  people: Pick<People, 'sharing'>,
): Promise<Place[]> {
  if (asked.wanted === '') return [];
  const found = await Promise.all([
    findRooms(db, viewer, asked),
    findCourses(db, viewer, asked),
    findPersons(db, viewer, asked, people),
  ]);
  return found
    .flat()
    .toSorted((a, b) => a.rank - b.rank || a.order - b.order || a.place.name.localeCompare(b.place.name, 'zh'))
    .slice(0, asked.limit)
    .map(({ place }) => place);
}

async function findRooms(db: SearchReader['db'], viewer: SignedIn, asked: Asked): Promise<Ranked[]> {
  const { rank, isFound } = ranking(asked, (before) => either(asked, before, sql`rooms.name`, sql`rooms.code`));
  const rows = await db
    .selectFrom('members')
    .innerJoin('rooms', 'rooms.id', 'members.room_id')
    .leftJoin('search_names', (join) =>
      join
        .on('search_names.kind', '=', 'room')
        .onRef('search_names.id', '=', 'rooms.id')
        .onRef('search_names.name', '=', 'rooms.name'),
    )
    .select(['rooms.code', 'rooms.name', 'rooms.kind', rank.as('rank')])
    .where('members.user_id', '=', viewer.userId)
    .where('rooms.kind', '<>', 'direct')
    .where(isFound)
    .orderBy('rank')
    .orderBy('rooms.name')
    .limit(asked.limit)
    .execute();
  return rows.map(({ code, name, kind, rank: rankOf }) => ({
    rank: rankOf,
    order: 0,
    place: { kind: 'room', room_code: code, name, ranges: rangesIn(name, asked), room_kind: kind },
  }));
}

async function findCourses(db: SearchReader['db'], viewer: SignedIn, asked: Asked): Promise<Ranked[]> {
  const { rank, isFound } = ranking(asked, (before) => either(asked, before, sql`courses.name`, sql`courses.code`));
  const rows = await db
    .selectFrom('courses')
    .leftJoin('members', (join) =>
      join.onRef('members.room_id', '=', 'courses.room_id').on('members.user_id', '=', viewer.userId),
    )
    .leftJoin('search_names', (join) =>
      join
        .on('search_names.kind', '=', 'course')
        .onRef('search_names.id', '=', 'courses.id')
        .onRef('search_names.name', '=', 'courses.name'),
    )
    .select(['courses.code', 'courses.name', 'members.user_id as member', rank.as('rank')])
    .where(isFound)
    .orderBy('rank')
    .orderBy('courses.name')
    .limit(asked.limit)
    .execute();
  return rows.map(({ code, name, member, rank: rankOf }) => ({
    rank: rankOf,
    order: member === null ? 3 : 1,
    place: { kind: 'course', course_code: code, name, ranges: rangesIn(name, asked), mine: member !== null },
  }));
}

async function findPersons(
  db: SearchReader['db'],
  viewer: SignedIn,
  asked: Asked,
  people: Pick<People, 'sharing'>,
): Promise<Ranked[]> {
  return personsAmong(db, asked, (is) =>
    viewer.role === 'student' ? is.or(mayFind(is, viewer, people)) : is.lit(true),
  );
}

/** The members of a room, for somebody who may read it, by name or by how it sounds. */
export async function findMembers({ db }: Pick<SearchReader, 'db'>, roomId: number, asked: Asked): Promise<Place[]> {
  if (asked.wanted === '') return [];
  const members = db.selectFrom('members').select('user_id').where('room_id', '=', roomId);
  return (await personsAmong(db, asked, (is) => is('id', 'in', members))).map(({ place }) => place);
}

async function personsAmong(
  db: SearchReader['db'],
  asked: Asked,
  among: (is: ExpressionBuilder<Pick<Tables, 'users'>, 'users'>) => Expression<SqlBool>,
): Promise<Ranked[]> {
  const { rank, isFound } = ranking(asked, (before) => matches(asked.wanted, before));
  const found = db
    .selectFrom('users')
    .select(['id', 'username', 'username_key', 'nickname', 'role', 'picture_id'])
    .where('disabled_at', 'is', null)
    .where(among)
    .as('people');
  const rows = await db
    .selectFrom(found)
    .leftJoin('search_names', (join) =>
      join
        .on('search_names.kind', '=', 'person')
        .onRef('search_names.id', '=', 'people.id')
        .onRef('search_names.name', '=', 'people.nickname'),
    )
    .select(['people.username', 'people.nickname', 'people.role', 'people.picture_id', rank.as('rank')])
    .where(isFound)
    .orderBy('rank')
    .orderBy('people.nickname')
    .limit(asked.limit)
    .execute();
  return rows.map(({ username, nickname: name, role, picture_id: picture, rank: rankOf }) => ({
    rank: rankOf,
    order: 2,
    place: { kind: 'person', username, name, ranges: rangesIn(name, asked), role, picture: picture ?? '' },
  }));
}

function either(
  { wanted }: Asked,
  before: '' | '%',
  name: Expression<unknown>,
  code: Expression<unknown>,
): RawBuilder<boolean> {
  return sql<boolean>`(${nameMatches(name, wanted, before)} or ${nameMatches(code, wanted, before)})`;
}

/** Begins with it, sounds so from its beginning on, contains it, sounds so from one of its characters on. */
function ranking({ sound }: Asked, named: (before: '' | '%') => RawBuilder<boolean>) {
  const sounds = (pattern: string) => sql<boolean>`coalesce(sounds like ${pattern}, false)`;
  const [soundsFirst, soundsSo] =
    sound === undefined ? [sql`false`, sql`false`] : [sounds(`|${sound}%`), sounds(`%|${sound}%`)];
  return {
    rank: sql<number>`case when ${named('')} then 0 when ${soundsFirst} then 1 when ${named('%')} then 2 else 3 end`,
    isFound: sql<boolean>`(${named('%')} or ${soundsSo})`,
  };
}

/** Where the name has what was asked for as it was written; nothing where it only sounds so. */
function rangesIn(name: string, { wanted }: Asked): Range[] {
  const [folded, sought] = [name.toLowerCase(), wanted.toLowerCase()];
  const from = folded.length === name.length ? folded.indexOf(sought) : -1;
  return from < 0 ? [] : [[from, from + sought.length]];
}
