import type { Random } from './random.ts';
import type { Language } from './shapes.ts';

/** What a conversation's slots hold, the same from its first line to its last. */
export type Slots = Record<string, string>;

export function drawSlots(random: Random, language: Language): Slots {
  const [n, m] = random.shuffle(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
  return {
    n: n ?? '1',
    m: m ?? '2',
    page: String(random.between(12, 186)),
    day: random.pick(['一', '二', '三', '四', '五']),
    Day: random.pick(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']),
    room: drawRoom(random, language),
    place: random.pick(['一食堂', '二食堂', '清真食堂', '东门小馆', '教工食堂', '南门那家面馆']),
    Place: random.pick(['the second canteen', 'the noodle place', 'the east gate', 'Canteen 1', 'the dumpling bar']),
    food: random.pick(FOOD[language]),
    book: random.pick(['如何阅读一本书', '思考，快与慢', '什么是数学', '直观的世界', '费曼物理学讲义', '怎样解题']),
    author: random.pick(['Pólya', 'Strang', 'Feynman', 'Knuth', 'Halmos', 'Tufte']),
  };
}

/** `«x|y»` becomes one of them, `«name»` what its slot holds; the inner ones first. */
export function fill(random: Random, text: string, slots: Slots): string {
  let filled = text;
  for (let before = ''; filled !== before;) {
    before = filled;
    filled = filled.replaceAll(/«([^«»]*)»/gu, (_whole, inner: string) =>
      inner.includes('|') ? random.pick(inner.split('|')) : slotOf(slots, inner),
    );
  }
  return filled;
}

function slotOf(slots: Slots, name: string): string {
  const value = slots[name];
  if (value === undefined) throw new Error(`no slot is called ${name}`);
  return value;
}

function drawRoom(random: Random, language: Language): string {
  const number = `${random.between(1, 5)}0${random.between(1, 9)}`;
  return language === 'zh'
    ? `${random.pick(['一教', '二教', '三教', '理科楼', '文史楼'])} ${number}`
    : `room ${number}`;
}

const FOOD: Record<Language, readonly string[]> = {
  zh: [
    '麻辣香锅',
    '兰州拉面',
    '黄焖鸡',
    '煲仔饭',
    '小笼包',
    '番茄炒蛋盖饭',
    '烤鱼',
    '冒菜',
    '饺子',
    '酸菜鱼',
    '肉夹馍',
    '螺蛳粉',
  ],
  en: ['noodle', 'dumpling', 'hot pot', 'fried rice', 'bao', 'sushi'],
};
