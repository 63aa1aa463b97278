/** The most that all kept pages take together. */
const MOST_BYTES = 24 * 1024 * 1024;

/**
 * Pages of messages as they were sent. Whatever changes a room moves its head, so a page counts only while the head is where it
 * was when the page was asked for, and can never show something old; who may read it was asked before. Beyond `mostBytes` the
 * page that nobody has asked for longest goes first.
 */
export function createPageCache(mostBytes = MOST_BYTES) {
  const pages = new Map<string, { lastSeq: number; answer: Buffer }>();
  let bytes = 0;

  function drop(key: string): void {
    const page = pages.get(key);
    if (page === undefined) return;
    bytes -= page.answer.length;
    pages.delete(key);
  }
  return {
    find(key: string, lastSeq: number): Buffer | undefined {
      const page = pages.get(key);
      if (page === undefined) return undefined;
      if (page.lastSeq !== lastSeq) {
        drop(key);
        return undefined;
      }
      // Asked for last: a Map keeps the order its keys came in.
      pages.delete(key);
      pages.set(key, page);
      return page.answer;
    },
    keep(key: string, lastSeq: number, answer: Buffer): void {
      drop(key);
      // A page of a thousand long messages would push out everything else.
      if (answer.length > mostBytes / 16) return;
      pages.set(key, { lastSeq, answer });
      bytes += answer.length;
      for (const oldest of pages.keys()) {
        if (bytes <= mostBytes) break;
        drop(oldest);
      }
    },
  };
}
