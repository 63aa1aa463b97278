/** Two names are the same when their keys are: NFKC and case folding. Upper case first, so that ß and ss meet. */
export function nameKey(name: string): string {
  // Most names are ASCII, which both forms leave as it is; every message's sender comes by here.
  if (/^[\x20-\x7E]*$/.test(name)) return name.toLowerCase();
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
