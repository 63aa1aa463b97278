import type { MarkdownIt } from 'markdown-it';

/**
 * `$…$` within a line, `$$…$$` by itself. As in Pandoc: nothing but a blank stands outside of the dollars, none inside of them,
 * and no digit follows the last one, so that prices stay prices.
 */
export function mathematics(md: MarkdownIt): void {
  md.inline.ruler.after('escape', 'math', (state, silent) => {
    const { src, pos } = state;
    if (src[pos] !== '$') return false;
    const doubled = src[pos + 1] === '$';
    const mark = doubled ? '$$' : '$';
    const begin = pos + mark.length;
    const end = closing(src, begin, mark, doubled);
    if (end < 0) return false;
    if (!silent) {
      const token = state.push('math', 'span', 0);
      token.content = src.slice(begin, end).trim();
      token.meta = { display: doubled };
    }
    state.pos = end + mark.length;
    return true;
  });

  md.block.ruler.before(
    'fence',
    'math_block',
    (state, from, to, silent) => {
      const lineOf = (line: number) =>
        state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
      if (!lineOf(from).startsWith('$$') || (state.sCount[from] ?? 0) - state.blkIndent >= 4) return false;
      const first = lineOf(from).slice(2);
      if (first.trimEnd().endsWith('$$') && first.trim() !== '$$') return oneLine(first);
      let last = from + 1;
      while (last < to && !lineOf(last).trimEnd().endsWith('$$')) last++;
      // Never closed: then these are two dollars.
      if (last >= to) return false;
      if (silent) return true;
      const inside = [first];
      for (let line = from + 1; line <= last; line++) inside.push(lineOf(line));
      push(inside.join('\n').trimEnd().slice(0, -2), last);
      return true;

      function oneLine(content: string): boolean {
        if (content.slice(0, -2).includes('$$')) return false;
        if (!silent) push(content.trimEnd().slice(0, -2), from);
        return true;
      }

      function push(content: string, end: number): void {
        const token = state.push('math', 'div', 0);
        token.block = true;
        token.content = content.trim();
        token.meta = { display: true };
        token.map = [from, end + 1];
        state.line = end + 1;
      }
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  );
}

/** Farther than this from its beginning no formula within a line ends. */
const LONGEST = 2_000;

function closing(src: string, begin: number, mark: string, doubled: boolean): number {
  if (!doubled && /\s/.test(src[begin] ?? ' ')) return -1;
  const near = src.slice(begin, begin + LONGEST);
  for (let at = near.indexOf(mark); at >= 0; at = near.indexOf(mark, at + 1)) {
    if (at === 0) return -1;
    if (near[at - 1] === '\\') continue;
    if (doubled) return begin + at;
    return /\s/.test(near[at - 1] ?? '') || /\d/.test(near[at + 1] ?? '') ? -1 : begin + at;
  }
  return -1;
}
