/** Chance that comes out the same each time: a seed gives one school. */
export type Random = {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  shuffle<T>(list: readonly T[]): T[];
};

export function createRandom(seed: number): Random {
  let state = seed;
  // Mulberry32, by Tommy Ettinger: nothing here needs to be unguessable.
  function next(): number {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick<T>(list: readonly T[]): T {
      const [one] = list.slice(between(0, list.length - 1));
      if (one === undefined) throw new RangeError('nothing to pick from');
      return one;
    },
    shuffle: (list) =>
      list
        .map((each) => ({ each, place: next() }))
        .toSorted((one, other) => one.place - other.place)
        .map(({ each }) => each),
  };
}

/** Gives the list's things in a random order, each once before any comes again. */
export function createDeck<T>(random: Random, list: readonly T[]): { draw(): T; left(): number } {
  let cards = random.shuffle(list);
  return {
    draw() {
      if (cards.length === 0) cards = random.shuffle(list);
      const card = cards.pop();
      if (card === undefined) throw new RangeError('an empty deck');
      return card;
    },
    left: () => cards.length,
  };
}
