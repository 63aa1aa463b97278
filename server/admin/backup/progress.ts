/** Tells the operator how far something has come, on standard error, at most once a second and at the end of each part. */
export function createProgress(write: (line: string) => void = (line) => void process.stderr.write(`${line}\n`)) {
  let told = performance.now();
  return {
    at(line: () => string): void {
      if (performance.now() - told < 1_000) return;
      told = performance.now();
      write(line());
    },
    done(line: string): void {
      told = performance.now();
      write(line);
    },
  };
}

export type Progress = ReturnType<typeof createProgress>;

/** `1.4 GB`, by thousands. */
export function inBytes(count: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}
