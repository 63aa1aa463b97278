import type { Static } from 'typebox';
import type { info } from '../../contract/post.ts';
import { repliesBelow } from '../chat/post-cards.ts';
import { cardOf, type FileCard } from '../files/cards.ts';
import { fail } from '../kernel/http/failure.ts';
import type { School, Trx } from '../school.ts';
import type { Course } from './access.ts';
import type { Section } from './tables.ts';

type Db = School['database']['db'] | Trx;
type PostView = Static<typeof info>;
/** One post, or all of a section. */
type Which = { id: number } | { course: Course; section: Section };

/** The posts of a section, newest first. */
export async function postViews(school: School, course: Course, section: Section): Promise<PostView[]> {
  return viewsOf(school, school.database.db, { course, section });
}

/** One post. Throws `Post not found`. */
export async function postView(school: School, db: Db, id: number): Promise<PostView> {
  const [post] = await viewsOf(school, db, { id });
  if (post === undefined) throw fail('post_not_found');
  return post;
}

async function viewsOf(school: School, db: Db, which: Which): Promise<PostView[]> {
  const rows = await chosen(db, which)
    .innerJoin('courses', 'courses.id', 'posts.course_id')
    .innerJoin('users', 'users.id', 'posts.author_id')
    .select(['posts.id', 'courses.code', 'section', 'username', 'nickname', 'at', 'title', 'body', 'due_at', 'rev'])
    .select(['courses.room_id', 'card_seq'])
    .orderBy('at', 'desc')
    .execute();
  const files = await filesOf(db, which);
  const replies = await repliesBelow(
    db,
    rows[0]?.room_id ?? 0,
    rows.flatMap((row) => row.card_seq ?? []),
  );
  return rows.map((row) => {
    const mine = files.get(row.id) ?? [];
    const cards = mine.flatMap(({ card }) => card ?? []);
    return {
      course_code: row.code,
      section: row.section,
      by: row.username,
      time: school.clock.format(row.at),
      title: row.title,
      body: row.body,
      file_id: mine[0]?.id ?? '',
      id: row.id,
      ts: row.at,
      file_name: mine[0]?.card?.file_name ?? '',
      by_nickname: row.nickname,
      file_ids: mine.map(({ id }) => id),
      files: cards,
      due: row.due_at,
      rev: row.rev,
      thread: row.card_seq ?? 0,
      replies: replies.get(row.card_seq ?? 0) ?? 0,
    };
  });
}

/** Each post's files in their order. Under open access an id may be of no file: it has no card. */
async function filesOf(db: Db, which: Which): Promise<Map<number, { id: string; card: FileCard | undefined }[]>> {
  const rows = await db
    .selectFrom('post_files')
    .leftJoin('files', 'files.id', 'post_files.file_id')
    .select(['post_id', 'file_id', 'name', 'size', 'type', 'width', 'height', 'sha256'])
    .where('post_id', 'in', chosen(db, which).select('posts.id'))
    .orderBy('post_id')
    .orderBy('position')
    .execute();
  const files = new Map<number, { id: string; card: FileCard | undefined }[]>();
  for (const { post_id: postId, file_id: id, name, size, type, sha256, ...dimensions } of rows) {
    const known = name !== null && size !== null && type !== null && sha256 !== null;
    const card = known ? cardOf({ id, name, size, type, sha256, ...dimensions }) : undefined;
    files.set(postId, [...(files.get(postId) ?? []), { id, card }]);
  }
  return files;
}

function chosen(db: Db, which: Which) {
  const posts = db.selectFrom('posts');
  return 'id' in which
    ? posts.where('posts.id', '=', which.id)
    : posts.where('posts.course_id', '=', which.course.id).where('posts.section', '=', which.section);
}

const MOST_ACTIVITIES = 200;

/**
 * What is new in all courses that a user is in or teaches, newest first. A page never ends between two of one moment: it may hold
 * a few more than `limit`. Throws `Invalid limit`.
 */
export async function activityViews(
  school: School,
  userId: number,
  { limit, before }: { limit?: number | undefined; before?: number | undefined } = {},
) {
  if (limit !== undefined && (limit < 1 || limit > MOST_ACTIVITIES))
    throw fail('invalid_limit', `1 to ${MOST_ACTIVITIES}`);
  const { db } = school.database;
  const mine = db.selectFrom('course_people').select('course_id').where('user_id', '=', userId);
  const posts = db
    .selectFrom('posts')
    .innerJoin('courses', 'courses.id', 'posts.course_id')
    .where((is) => is.or([is('courses.instructor_id', '=', userId), is('courses.id', 'in', mine)]))
    .$if(before !== undefined, (query) => query.where('at', '<', before ?? 0));
  const oldest = posts
    .select('at')
    .orderBy('at', 'desc')
    .limit(1)
    .offset((limit ?? 1) - 1);
  const rows = await posts
    .innerJoin('users as teachers', 'teachers.id', 'courses.instructor_id')
    .innerJoin('users as authors', 'authors.id', 'posts.author_id')
    .select(['courses.name', 'courses.code', 'teachers.username as instructor'])
    .select(['posts.id', 'section', 'at', 'title', 'body', 'due_at', 'authors.username', 'authors.nickname'])
    .select((the) =>
      the
        .selectFrom('post_files')
        .select((count) => count.fn.countAll<number | string>().as('files'))
        .whereRef('post_id', '=', 'posts.id')
        .as('files'),
    )
    .$if(limit !== undefined, (query) => query.where('at', '>=', (the) => the.fn.coalesce(oldest, the.val(0))))
    .orderBy('at', 'desc')
    .orderBy('posts.id', 'desc')
    .execute();
  return rows.map((row) => ({
    course_name: row.name,
    course_code: row.code,
    instructor: row.instructor,
    info: {
      section: row.section,
      time: school.clock.format(row.at),
      title: row.title,
      body: row.body,
      ts: row.at,
      id: row.id,
      due: row.due_at,
      by: row.username,
      by_nickname: row.nickname,
      file_count: Number(row.files),
    },
  }));
}
