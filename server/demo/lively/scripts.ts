import { type FileKind, isFileKind } from './files.ts';
import { createDeck, type Random } from './random.ts';
import type { CourseText, GroupText, Language, Talk } from './shapes.ts';
import { courseTalksEn, topicTalksEn } from './talks-en.ts';
import { courseTalksZh, topicTalksZh } from './talks-zh.ts';
import { tails } from './tails.ts';
import type { Slots } from './words.ts';

/** A conversation before it has people and a time. */
export type Script = { language: Language; lines: readonly Line[]; slots: Slots };
type Line = { who: string; text: string; file: FileKind | undefined };

/** The conversations of a course, one after the other: its own, about its topics, and such as every course has. */
export function courseScripts(random: Random, text: CourseText): () => Script {
  const language = text.language === 'en' ? 'en' : 'zh';
  const frames = createDeck(random, language === 'zh' ? topicTalksZh : topicTalksEn);
  const own = createDeck(random, [
    ...text.talks.map((talk) => ({ talk, slots: {} })),
    ...text.topics.map(([topic, why]) => ({ talk: frames.draw(), slots: { topic, why } })),
  ]);
  const decks = { zh: createDeck(random, courseTalksZh), en: createDeck(random, courseTalksEn) };
  let ownLeft = own.left();
  return () => {
    if (ownLeft > 0 && random.chance(0.34)) {
      ownLeft--;
      const { talk, slots } = own.draw();
      return toScript(random, talk, slots);
    }
    // Those that have not come yet before any comes again.
    const drawn = random.chance(IN_ENGLISH[text.language]) ? 'en' : 'zh';
    const other = drawn === 'en' ? 'zh' : 'en';
    return toScript(random, decks[decks[drawn].left() > 0 || text.language !== 'mixed' ? drawn : other].draw(), {});
  };
}

/** What a group has said, each once. */
export function groupScripts(random: Random, { talks, also }: GroupText): Script[] {
  const general = also.flatMap((language) => {
    const fitting = (language === 'zh' ? courseTalksZh : courseTalksEn).filter((talk) => !/[ts+]/.test(partsOf(talk)));
    return random.shuffle(fitting.filter((talk) => !talk.join('').includes('«hw»'))).slice(0, 8);
  });
  return random.shuffle([...talks, ...general]).map((talk) => toScript(random, talk, {}));
}

const IN_ENGLISH: Record<CourseText['language'], number> = { zh: 0.07, mixed: 0.45, en: 0.94 };

function partsOf(talk: Talk): string {
  return talk.map((line) => line.slice(0, line.indexOf(' '))).join('');
}

function toScript(random: Random, talk: Talk, slots: Slots): Script {
  const language = /\p{Script=Han}/u.test(talk.join('')) ? 'zh' : 'en';
  const lines = talk.map(readLine);
  // Somebody else has the last word now and then.
  const tail = random.chance(0.3) ? [{ who: 'e', text: random.pick(tails[language]), file: undefined }] : [];
  return { language, slots, lines: [...lines, ...tail] };
}

/** `a+plot What is said`. */
function readLine(line: string): Line {
  const space = line.indexOf(' ');
  const [who = '', kind] = line.slice(0, space).split('+');
  if (kind !== undefined && !isFileKind(kind)) throw new Error(`no file is a ${kind}`);
  return { who, text: line.slice(space + 1), file: kind };
}
