import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { SAMPLE_FILE } from '../walk.ts';
import { animation, board, court, landscape, plate, plot } from './pictures.ts';
import type { Random } from './random.ts';
import { wave } from './wave.ts';

const MAKERS = {
  photo: async (random: Random) => named(`IMG_${random.between(1000, 9999)}.jpg`, await landscape(random)),
  plate: async (random: Random) => named(`IMG_${random.between(1000, 9999)}.jpg`, await plate(random)),
  court: async () => named('战术.png', await court()),
  board: async (random: Random) =>
    named(`板书 ${random.between(1, 12)}-${random.between(1, 28)}.webp`, await board(random)),
  plot: async (random: Random) =>
    named(random.pick(['figure.png', 'plot.png', '图1.png', 'result_final.png']), await plot(random)),
  gif: async (random: Random) => named('animation.gif', await animation(random)),
  video: async () => sample('VID_0412.mp4', 'sample.mp4'),
  clip: async () => sample('slow-motion.webm', 'sample.webm'),
  sound: async () => sample('recording.mp3', 'sample.mp3'),
  voice: async () => sample('朗读.ogg', 'sample.ogg'),
  wave: async (random: Random) => named('demo.wav', wave(random)),
  slides: async (random: Random) =>
    named(`${random.pick(['讲义', 'slides', 'lecture'])}-${random.between(1, 12)}.pdf`, await readFile(SAMPLE_FILE)),
  sheet: async (random: Random) =>
    named(random.pick(['题目.pdf', 'exercise-sheet.pdf', '作业说明.pdf']), await readFile(SAMPLE_FILE)),
  csv: async (random: Random) =>
    named(random.pick(['data.csv', 'measurements.csv', '数据.csv']), Buffer.from(table(random))),
  doc: async (random: Random) => named(random.pick(['提纲.md', 'notes.md', 'README.md']), Buffer.from(outline(random))),
  notes: async (random: Random) =>
    named(random.pick(['笔记.txt', 'notes.txt', '整理.txt']), Buffer.from(outline(random))),
  code: async (random: Random) =>
    named(random.pick(['lab.tar.gz', 'bench.tar.gz', 'src.tar.gz']), await archive(random)),
};

/** What sort of file somebody brings along. */
export type FileKind = keyof typeof MAKERS;
export type MadeFile = { name: string; bytes: Buffer };

export function isFileKind(word: string): word is FileKind {
  return Object.hasOwn(MAKERS, word);
}

/** A file of a kind, a new one each time where that can be. */
export async function makeFile(random: Random, kind: FileKind): Promise<MadeFile> {
  return MAKERS[kind](random);
}

/** Films and sound that cannot be drawn here lie ready: a wave and a few notes, recorded for this. */
async function sample(name: string, file: string): Promise<MadeFile> {
  return named(name, await readFile(`${import.meta.dirname}/${file}`));
}

function named(name: string, bytes: Buffer): MadeFile {
  return { name, bytes };
}

function table(random: Random): string {
  const rows = Array.from({ length: random.between(40, 400) }, (_, index) => {
    const x = index / 10;
    return [
      index + 1,
      x.toFixed(1),
      (3 * Math.sin(x) + random.next()).toFixed(4),
      random.pick(['A', 'B', '对照']),
    ].join(',');
  });
  return ['id,x,y,group', ...rows, ''].join('\n');
}

function outline(random: Random): string {
  const topics = random.shuffle([
    '定义 Definitions',
    '例子 Examples',
    '常见错误 Pitfalls',
    '公式 Formulas',
    '待问 Questions',
  ]);
  const sections = topics.map(
    (topic) => `## ${topic}\n\n- 见讲义第 ${random.between(3, 80)} 页\n- see also exercise ${random.between(1, 30)}\n`,
  );
  return ['# 整理 / Notes', '', ...sections].join('\n');
}

async function archive(random: Random): Promise<Buffer> {
  const tar = pack();
  const entries = [
    ['README.md', '# Lab\n\n`make && ./bench`\n'],
    ['Makefile', 'bench: bench.c\n\tcc -O2 -pthread -o bench bench.c\n'],
    [
      'bench.c',
      `#include <stdio.h>\n\nint main(void) {\n  printf("%d\\n", ${random.between(1, 1000)});\n  return 0;\n}\n`,
    ],
  ] as const;
  for (const [name, text] of entries) tar.entry({ name: `lab/${name}`, mtime: new Date(0) }, text);
  tar.finalize();
  return buffer(tar.pipe(createGzip()));
}
