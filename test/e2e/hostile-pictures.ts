import { crc32, deflateSync } from 'node:zlib';
import { HTML, JS, type Sent } from './hostile-payload.ts';

const GIF = `GIF89a=1;/*${'\0'.repeat(20)}*/${JS}`;
/** More pixels than anybody decodes, in hundreds of kilobytes. */
const SIDE = 30_000;

/** Polyglots: pictures, sounds and films to one reader, pages and scripts to another; and pictures that unpack without end. */
export const hostilePictures: readonly Sent[] = [
  ['polyglot.gif', GIF],
  ['polyglot.js', `${GIF}//`],
  ['header.gif', `GIF89a${HTML}`],
  ['photo.jpg', Buffer.from(`\u00ff\u00d8\u00ff<html>${HTML}`, 'latin1')],
  ['comment.jpg', jpeg(HTML)],
  [
    'script.jpg',
    Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(`/*${'\0'.repeat(12_000)}*/=1;${JS}`)]),
  ],
  ['text.png', png(64, 64, [['tEXt', Buffer.from(`Comment\0${HTML}`)]])],
  ['followed.png', Buffer.concat([png(64, 64), Buffer.from(HTML)])],
  ['script.webp', Buffer.from(`RIFF/**/WEBPVP8 =1;${JS}`)],
  ['script.bmp', Buffer.from(`BM=1;/*${'\0'.repeat(60)}*/${JS}`)],
  ['song.mp3', Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\x0f\x76'), Buffer.from(HTML)])],
  [
    'film.mp4',
    Buffer.concat([Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex'), Buffer.from(HTML)]),
  ],
  ['sound.ogg', Buffer.from(`OggS\0\x02${'\0'.repeat(20)}${HTML}`)],
  ['icon.ico', Buffer.from(`\0\0\x01\0\x01\0${HTML}`)],
  ['movie.swf', Buffer.from('465753094f0000007800055f00000fa000000c01004411', 'hex')],
  ['bomb.png', png(SIDE, SIDE)],
  [
    'chunk.png',
    png(64, 64, [
      ['zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(Buffer.alloc(32 << 20), { level: 1 })])],
    ]),
  ],
  [
    'bomb.gif',
    Buffer.concat([
      Buffer.from('GIF89a'),
      Buffer.from(Uint16Array.of(65_535, 65_535).buffer),
      Buffer.from('f00000ffffff0000002c00000000ffffffff0002024401003b', 'hex'),
    ]),
  ],
  ['bomb.webp', webp(SIDE, SIDE)],
  ['bomb.jpg', jpeg('', SIDE)],
];

/** Of one bit a pixel, all of them black. */
function png(width: number, height: number, more: [string, Buffer][] = []): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 1;
  const pixels = deflateSync(Buffer.alloc((1 + Math.ceil(width / 8)) * height), { level: 1 });
  const chunks: [string, Buffer][] = [['IHDR', head], ...more, ['IDAT', pixels], ['IEND', Buffer.alloc(0)]];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks.map(([name, data]) => chunk(name, data))]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A head that says so many pixels, with a comment, and nothing that draws them. */
function jpeg(comment: string, side = 16): Buffer {
  const frame = Buffer.from('ffc0000b080000000001011100', 'hex');
  frame.writeUInt16BE(side, 5);
  frame.writeUInt16BE(side, 7);
  const said = Buffer.alloc(4, 'fffe0000', 'hex');
  said.writeUInt16BE(comment.length + 2, 2);
  return Buffer.concat([
    Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
    said,
    Buffer.from(comment),
    frame,
    Buffer.from('ffda0008010100003f00d2cf20ffd9', 'hex'),
  ]);
}

function webp(width: number, height: number): Buffer {
  const canvas = Buffer.alloc(18);
  canvas.write('VP8X');
  canvas.writeUInt32LE(10, 4);
  canvas.writeUIntLE(width - 1, 12, 3);
  canvas.writeUIntLE(height - 1, 15, 3);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(canvas.length + 4);
  return Buffer.concat([Buffer.from('RIFF'), size, Buffer.from('WEBP'), canvas]);
}
