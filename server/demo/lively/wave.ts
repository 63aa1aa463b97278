import type { Random } from './random.ts';

const RATE = 8000;

/** Some notes as sound: WAV, 8 kHz, 8 bits, one channel; its head as RIFF has it. */
export function wave(random: Random): Buffer {
  const notes = Array.from({ length: 12 }, () => random.pick([262, 294, 330, 392, 440, 523]));
  const length = (notes.length * RATE) / 4;
  const samples = Buffer.alloc(length, 128);
  for (let at = 0; at < length; at++) {
    const inNote = at % (RATE / 4);
    const pitch = notes[Math.floor(at / (RATE / 4))] ?? 0;
    const fading = Math.exp((-4 * inNote) / (RATE / 4));
    samples[at] = 128 + Math.round(70 * fading * Math.sin((2 * Math.PI * pitch * inNote) / RATE));
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(length, 40);
  return Buffer.concat([head, samples]);
}
