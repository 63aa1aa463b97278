/** What a line can be found by: its name first, the rest less. */
export type Findable = { name: string; also?: readonly string[] };

/**
 * How well a line fits what is written, 0 best; `undefined`: not at all. Every word must stand somewhere in it; a name that begins so
 * comes before one with a word that does, then names that contain it, then what is found by the rest.
 */
export function rankOf(written: string, { name, also = [] }: Findable): number | undefined {
  const words = folded(written).split(/\s+/).filter(Boolean);
  const [first = ''] = words;
  const inName = folded(name);
  const rest = also.map(folded);
  if (!words.every((word) => inName.includes(word) || rest.some((text) => text.includes(word)))) return undefined;
  if (inName.startsWith(first)) return 0;
  if (inName.includes(` ${first}`)) return 1;
  if (inName.includes(first)) return 2;
  return rest.some((text) => text.startsWith(first)) ? 3 : 4;
}

/** Those that fit, the best first; among equals their order stays. */
export function fitting<One extends Findable>(all: readonly One[], written: string): One[] {
  return all
    .flatMap((one) => {
      const rank = rankOf(written, one);
      return rank === undefined ? [] : [{ one, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
