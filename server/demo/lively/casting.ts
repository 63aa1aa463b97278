import { computingCourses } from './courses-computing.ts';
import { dataCourses } from './courses-data.ts';
import { humanitiesCourses } from './courses-humanities.ts';
import { practiceCourses } from './courses-practice.ts';
import { scienceCourses } from './courses-science.ts';
import { groups } from './groups.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { CourseText, GroupText } from './shapes.ts';

export type CastCourse = { text: CourseText; instructor: Person; assistants: Person[]; students: Person[] };
export type CastGroup = { text: GroupText; owner: Person; members: Person[] };

/** Who is in which course and group. */
export function cast(random: Random, people: readonly Person[]): { courses: CastCourse[]; groups: CastGroup[] } {
  const named = (username: string): Person => {
    const person = people.find((each) => each.username === username);
    if (person === undefined) throw new Error(`nobody is called ${username}`);
    return person;
  };
  const students = people.filter(({ role }) => role === 'student');
  const teaching = turns(people.filter(({ username, role }) => role === 'instructor' && username !== 'tony'));

  const courses = [
    ...dataCourses,
    ...computingCourses,
    ...scienceCourses,
    ...humanitiesCourses,
    ...practiceCourses,
  ].map((text): CastCourse => {
    const fixed = FIXED.filter(([, codes]) => codes.includes(text.code)).map(([username]) => named(username));
    const others = random.shuffle(students.filter(({ username }) => username !== 'amy' && username !== 'bob'));
    const size = text.code === 'A01' ? 86 : random.between(28, 58);
    const helpers = others.slice(0, text.code === 'A01' ? 3 : random.between(1, 2));
    return {
      text,
      instructor: TONYS.includes(text.code) ? named('tony') : teaching(text.language === 'en' ? 'en' : 'zh'),
      assistants: helpers,
      students: [...fixed, ...others.slice(helpers.length, helpers.length + size - fixed.length)],
    };
  });

  const assistants = [...new Set(courses.flatMap((course) => course.assistants))];
  const groupCast = groups.map((text): CastGroup => {
    const fixed = FIXED.filter(([, codes]) => codes.includes(text.code)).map(([username]) => named(username));
    const known = new Set(['amy', 'bob']);
    const from = text.code === 'G-TA' ? assistants : students;
    const others = random
      .shuffle(from.filter(({ username }) => !known.has(username)))
      .slice(0, text.size - fixed.length);
    const [owner, ...members] = [...fixed, ...others];
    if (owner === undefined) throw new Error(`nobody is in ${text.code}`);
    return { text, owner, members };
  });
  return { courses, groups: groupCast };
}

const TONYS = ['A01', 'CS350'];
/** What those take whom a visitor may be; of a group the first one here is its owner. */
const FIXED: readonly (readonly [username: string, codes: readonly string[]])[] = [
  ['head', ['G-FRESH']],
  ['tony', ['G-TA', 'G-BALL']],
  [
    'amy',
    [
      'A01',
      'MATH102',
      'ENG201',
      'CS240',
      'BIO120',
      'BUS301',
      'G-REVIEW',
      'G-STUDY',
      'G-FRESH',
      'G-PHOTO',
      'G-FOOD',
      'G-CORNER',
      'G-INTERN',
    ],
  ],
  ['bob', ['A01', 'MATH102', 'CS220', 'STA200', 'PE01', 'G-BALL', 'G-REVIEW', 'G-DORM', 'G-HACK', 'G-FRESH', 'G-FOOD']],
];

/** Gives a teacher of a language, each in turn. */
function turns(all: readonly Person[]): (language: Person['language']) => Person {
  let queue = [...all];
  return (language) => {
    const next = queue.find((each) => each.language === language);
    if (next === undefined) throw new Error(`nobody teaches in ${language}`);
    queue = [...queue.filter((each) => each !== next), next];
    return next;
  };
}
