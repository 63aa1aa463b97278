import type { CastCourse } from './casting.ts';
import type { Days } from './days.ts';
import type { FileKind } from './files.ts';
import type { PlannedPost } from './planned.ts';
import { announcements } from './posts.ts';
import type { Random } from './random.ts';
import { drawSlots, fill } from './words.ts';

/** A course's announcements, assignments (due in the past and to come) and content. */
export function planPosts(random: Random, days: Days, course: CastCourse): PlannedPost[] {
  const { text, instructor, assistants } = course;
  const language = text.language === 'en' ? 'en' : 'zh';
  const common = { kind: 'post', room: text.code, author: instructor, due: null, files: [] } as const;
  // What ended days ago was all due before; the same steps, closer together.
  const day = (wanted: number): number => (text.ended ? Math.round(-28 + (wanted + 28) * 0.55) : wanted);
  const morning = (wanted: number): number =>
    Math.min(
      days.at(day(wanted), `${random.pick(['08', '09', '10', '14', '16'])}:${random.between(10, 59)}`),
      days.now - random.between(5, 50) * 60_000,
    );

  const [first, ...more] = announcements[language];
  const told = [...(first === undefined ? [] : [first]), ...random.shuffle(more).slice(0, 2)];
  const slots = drawSlots(random, language);
  const notices = told.map(([title, body], index): PlannedPost => {
    const at = morning([-27, -random.between(10, 16), -random.between(1, 5)][index] ?? -2);
    return { ...common, section: 'announcement', title, body: fill(random, body, slots), at };
  });

  const assignments = text.assignments.map(([title, body], index): PlannedPost => {
    const [set, due] = [
      [-25, -17],
      [-17, -9],
      [-9, random.between(-1, 2)],
      [-3, random.between(5, 9)],
    ][index] ?? [-1, 7];
    const files =
      index % 2 === 1
        ? [random.pick<FileKind>(['sheet', 'csv', 'doc'])]
        : index === 2
          ? (['sheet', 'csv'] as const)
          : [];
    return {
      ...common,
      section: 'assignment',
      title,
      body,
      at: morning(set ?? -1),
      due: days.at(day(due ?? 7), '23:59'),
      files,
    };
  });

  const content = text.topics.slice(0, 6).flatMap(([topic, why], index, all): PlannedPost[] => {
    if (index % 2 === 1) return [];
    const [next, nextWhy] = all[index + 1] ?? [topic, why];
    const number = index / 2 + 1;
    const extras = LECTURE_EXTRAS[number - 1] ?? [];
    return [
      {
        ...common,
        section: 'content',
        author: index === 2 ? random.pick([instructor, ...assistants]) : instructor,
        title: language === 'zh' ? `第 ${number} 讲：${topic}` : `Lecture ${number}: ${topic}`,
        body: `## ${language === 'zh' ? '要点' : 'In short'}\n\n- **${topic}**${colon(language)}${why}\n- **${next}**${colon(language)}${nextWhy}`,
        at: morning([-26, -18, -8][number - 1] ?? -4),
        files: ['slides', ...(FIRST_LECTURE[index === 0 ? text.code : ''] ?? extras.slice(0, random.between(0, 2)))],
      },
    ];
  });

  return text.code === 'A01'
    ? [...notices, ...assignments, ...content, { ...common, section: 'announcement', ...IMPORTANT, at: morning(-1) }]
    : [...notices, ...assignments, ...content];
}

const LECTURE_EXTRAS: readonly (readonly FileKind[])[] = [
  ['doc', 'plot'],
  ['code', 'csv'],
  ['plot', 'sound'],
];
/** Where a visitor finds a file of each sort. */
const FIRST_LECTURE: Record<string, readonly FileKind[]> = {
  A01: ['csv', 'code', 'plot', 'gif', 'video', 'clip'],
  ENG201: ['sound', 'voice', 'doc'],
};
/** The document's own announcement. */
export const IMPORTANT = { title: 'Important!', body: 'Remember to bring your homework tomorrow.' };

function colon(language: 'zh' | 'en'): string {
  return language === 'zh' ? '：' : ': ';
}
