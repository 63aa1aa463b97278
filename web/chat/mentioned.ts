import { EVERYBODY_NAMES, signsIn } from '../../contract/mention-signs.ts';

/** A stretch of a text that mentions somebody. */
export type Mention = {
  from: number;
  to: number;
  mine: boolean;
  /** Of the member; undefined: everybody. */
  key: string | undefined;
};
const NONE: readonly Mention[] = [];

/** What of a text mentions members of its room. `keys`: of their names; `all`: `@all` counts here; `me`: the key of the reader. */
export function mentionsIn(
  text: string,
  { keys, all, me }: { keys: ReadonlyMap<string, unknown>; all: boolean; me: string },
): readonly Mention[] {
  if (!text.includes('@')) return NONE;
  return signsIn(text).flatMap(({ at, names }) => {
    const name = names.findLast(({ key }) => keys.has(key) || (all && EVERYBODY_NAMES.includes(key)));
    if (name === undefined) return [];
    const key = keys.has(name.key) ? name.key : undefined;
    return [{ from: at, to: name.end, mine: key === undefined || key === me, key }];
  });
}

/** Whether a text says `@all`, whoever may. */
export function saysAll(text: string): boolean {
  return (
    text.includes('@') && signsIn(text).some(({ names }) => names.some(({ key }) => EVERYBODY_NAMES.includes(key)))
  );
}
