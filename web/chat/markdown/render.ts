import MarkdownIt from 'markdown-it';
import type { Extras, Need } from './extras.ts';
import { mathematics } from './math.ts';
import { sanitised } from './sanitise.ts';

/** A paragraph with more marks than this is no writing but an attack on the reader's time; it is shown as it is. */
const MOST_MARKS = 1_000;
/** A whole text with more of these is shown as it is as well: each becomes something that must be drawn. */
const MOST_IN_ALL = [
  { of: /[*_`~\\[\]<>&$|]/g, most: 6_000 },
  { of: /\n/g, most: 3_000 },
  { of: /:\/\/|mailto:/g, most: 400 },
];
const MARKS = /[*_`~\\[\]<>&$|]|:\/\/|mailto:/g;
const LONGEST_CODE = 20_000;

/** `html` is undefined where the text is shown as it is. */
export type Rendered = { html: string | undefined; needs: readonly Need[] };

/** What is used while one text is rendered; nothing here waits. */
let using: Extras = {};
let needs = new Set<Need>();

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, maxNesting: 20, highlight: highlighted });
// A name like main.py or an address in a sentence is not meant as a link; and no picture comes from elsewhere.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
for (const schema of ['ftp:', '//']) markdown.linkify.add(schema, null);
markdown.disable(['image']);
markdown.validateLink = (address) => /^(?:https?|mailto):/i.test(address.trim());
markdown.use(mathematics);
markdown.renderer.rules['math'] = (tokens, at) => {
  const token = tokens[at];
  return token === undefined ? '' : formula(token.content, isDisplay(token.meta));
};
markdown.core.ruler.at('inline', ({ tokens, md, env, Token }) => {
  for (const token of tokens) {
    if (token.type !== 'inline') continue;
    token.children ??= [];
    if (count(token.content, MARKS) <= MOST_MARKS) md.inline.parse(token.content, md, env, token.children);
    else token.children.push(Object.assign(new Token('text', '', 0), { content: token.content }));
  }
});

/** HTML of what somebody wrote, sanitised. `needs`: what would show it better once it is loaded. */
export function rendered(text: string, extras: Extras): Rendered {
  using = extras;
  needs = new Set();
  if (MOST_IN_ALL.some(({ of, most }) => count(text, of) > most)) return { html: undefined, needs: [] };
  const html = sanitised(markdown.render(text));
  return { html, needs: [...needs] };
}

function count(text: string, of: RegExp): number {
  return text.match(of)?.length ?? 0;
}

function highlighted(code: string, language: string): string {
  if (language === '' || code.length > LONGEST_CODE) return '';
  if (using.hljs === undefined) {
    needs.add('hljs');
    return '';
  }
  if (using.hljs.getLanguage(language) === undefined) return '';
  return using.hljs.highlight(code, { language, ignoreIllegals: true }).value;
}

function formula(source: string, displayMode: boolean): string {
  const mark = displayMode ? '$$' : '$';
  const written = `<code>${markdown.utils.escapeHtml(`${mark}${source}${mark}`)}</code>`;
  if (using.katex === undefined) {
    needs.add('katex');
    return written;
  }
  try {
    const html = using.katex.renderToString(source, {
      displayMode,
      trust: false,
      strict: 'ignore',
      maxExpand: 100,
      maxSize: 20,
      throwOnError: true,
      output: 'htmlAndMathml',
    });
    return displayMode ? `<div class="math-wide">${html}</div>` : html;
  } catch {
    // Not a formula after all, or one with a mistake: its writer sees what was written.
    return written;
  }
}

function isDisplay(meta: unknown): boolean {
  return typeof meta === 'object' && meta !== null && 'display' in meta && meta.display === true;
}
