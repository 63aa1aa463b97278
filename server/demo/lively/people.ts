import type { Role } from '../../../contract/endpoint.ts';
import { families, foreigners, givens, teachers } from './names.ts';
import type { Random } from './random.ts';
import type { Language } from './shapes.ts';

export const PEOPLE = 200;

export type Person = {
  username: string;
  nickname: string;
  role: Role;
  language: Language;
  /** How much they write: a few write most of it. */
  voice: number;
};

/** Everybody of the school; first the four whose names are told to visitors. */
export function drawPeople(random: Random): Person[] {
  const known: Person[] = [
    { username: 'head', nickname: '教务处', role: 'admin', language: 'zh', voice: 0 },
    { username: 'tony', nickname: 'Tony Lin', role: 'instructor', language: 'zh', voice: 0 },
    { username: 'amy', nickname: '陈晓 Amy', role: 'student', language: 'zh', voice: 1.2 },
    { username: 'bob', nickname: 'Bob', role: 'student', language: 'zh', voice: 1 },
    ...teachers.map(([username, nickname, language]) => {
      return { username, nickname, role: 'instructor', language, voice: 0 } as const;
    }),
  ];
  const taken = new Set(known.flatMap(({ username, nickname }) => [username, nickname]));
  const strangers = foreigners.map((nickname) =>
    student(random, { nickname, username: latin(nickname), language: 'en' }),
  );
  const students: Person[] = [];
  while (known.length + strangers.length + students.length < PEOPLE) {
    const [family, familyPinyin] = random.pick(families);
    const [given, givenPinyin] = random.pick(givens);
    const nickname = family + given;
    if (taken.has(nickname)) continue;
    const base = familyPinyin + givenPinyin;
    const username = taken.has(base) ? `${base}${random.between(10, 99)}` : base;
    if (taken.has(username)) continue;
    taken.add(nickname).add(username);
    students.push(student(random, { nickname, username, language: 'zh' }));
  }
  return [...known, ...random.shuffle([...strangers, ...students])];
}

function student(random: Random, who: Pick<Person, 'username' | 'nickname' | 'language'>): Person {
  return { ...who, role: 'student', voice: 0.05 + random.next() ** 3 };
}

/** `Chloé Dubois` is `chloe.dubois`. */
function latin(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/[^\p{ASCII}]/gu, '')
    .toLowerCase()
    .replace(' ', '.');
}
