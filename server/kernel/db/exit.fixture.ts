/** A procedure for tests: the thread it runs in ends in the middle of its transaction. */
export function prepare(): (code: number) => never {
  return (code) => process.exit(code);
}
