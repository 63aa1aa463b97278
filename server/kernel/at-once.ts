/** Does `work` with each of `items`, `count` at a time. When one fails no further one is begun, and those begun are waited for. */
export async function atOnce<T>(
  count: number,
  items: AsyncGenerator<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let failed = false;
  // All take from the same generator, which gives each item once.
  async function takeTurns(): Promise<void> {
    try {
      for await (const item of items) {
        if (failed) return;
        await work(item);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  }
  for (const turn of await Promise.allSettled(Array.from({ length: count }, takeTurns))) {
    if (turn.status === 'fulfilled') continue;
    const reason: unknown = turn.reason;
    throw reason;
  }
}
