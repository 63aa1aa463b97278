import MarkdownIt from 'markdown-it';
import type { Extras, Need } from './extras.ts';
import { signsIn } from '../../../contract/mention-signs.ts';
import { mathematics } from './math.ts';
import { sanitised } from './sanitise.ts';

/** A paragraph with more marks than this is no writing but an attack on the reader's time; it is shown as it is. */
const MOST_MARKS = 1_000;
/** A whole text with more of these is shown as it is as well: each becomes something that must be drawn. */
const MOST_IN_ALL = [
  { of: /[*_`~\\[\]<>&$|]/g, most: 4_000 },
  { of: /\n/g, most: 2_000 },
  { of: /:\/\/|mailto:/g, most: 400 },
];
const MARKS = /[*_`~\\[\]<>&$|]|:\/\/|mailto:/g;
/** Characters of one piece of code, of one formula, and ms of one turn in which they are laid out; longer ones stay as they are. */
const LONGEST = { hljs: 10_000, katex: 1_000 };
const TURN = 20;

/** `html` is undefined where the text is shown as it is. */
export type Rendered = { html: string | undefined; needs: readonly Need[] };

/** Whom a name in a text is of; without one, of everybody in the room. `mine`: the reader is meant. */
export type Named = { mine: boolean; person?: { username: string; nickname: string } };
/** How a text names people, as it is written there with the `@`. */
export type Names = ReadonlyMap<string, Named>;

/** What is used while one text is rendered; nothing here waits. */
let using: Extras = {};
let named: Names = new Map();
let needs = new Set<Need>();
let until = 0;
/** Code and mathematics that were laid out of late, by what was written. */
const laidOut = new Map<string, string>();
const MOST_LAID_OUT = 2_000;

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
markdown.renderer.rules['text'] = (tokens, at) => withNames(tokens[at]?.content ?? '');
markdown.core.ruler.at('inline', ({ tokens, md, env, Token }) => {
  for (const token of tokens) {
    if (token.type !== 'inline') continue;
    token.children ??= [];
    if (count(token.content, MARKS) <= MOST_MARKS) md.inline.parse(token.content, md, env, token.children);
    else token.children.push(Object.assign(new Token('text', '', 0), { content: token.content }));
  }
});

/** HTML of what somebody wrote, sanitised. `needs`: what would show it better once it is loaded. */
export function rendered(text: string, names: Names, extras: Extras): Rendered {
  using = extras;
  named = names;
  needs = new Set();
  until = performance.now() + TURN;
  if (MOST_IN_ALL.some(({ of, most }) => count(text, of) > most)) return { html: undefined, needs: [] };
  const html = sanitised(markdown.render(text));
  return { html, needs: [...needs] };
}

/** Words as HTML, with who is named in them marked as such. */
function withNames(words: string): string {
  if (named.size === 0) return escaped(words);
  let html = '';
  let from = 0;
  for (const { at, names } of signsIn(words)) {
    const name = names.map(({ end }) => words.slice(at, end)).findLast((one) => named.has(one));
    if (name === undefined || at < from) continue;
    html += escaped(words.slice(from, at)) + markedName(name, named.get(name));
    from = at + name.length;
  }
  return html + escaped(words.slice(from));
}

/** The title is the name that was chosen, and says that there is somebody to be opened. */
function markedName(name: string, { mine, person }: Named = { mine: false }): string {
  const title = person === undefined ? '' : ` title="${escaped(person.nickname)}"`;
  return `<span class="${mine ? 'mention mine' : 'mention'}"${title}>${escaped(name)}</span>`;
}

function escaped(words: string): string {
  return markdown.utils.escapeHtml(words);
}

function count(text: string, of: RegExp): number {
  return text.match(of)?.length ?? 0;
}

function highlighted(code: string, language: string): string {
  return language === ''
    ? ''
    : (layOut('hljs', `${language} ${code}`, ({ hljs }) => highlight(hljs, code, language)) ?? '');
}

function highlight(hljs: Extras['hljs'], code: string, language: string): string {
  if (hljs?.getLanguage(language) === undefined) return '';
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}

function formula(source: string, displayMode: boolean): string {
  const mark = displayMode ? '$$' : '$';
  const html = layOut('katex', mark + source, ({ katex }) => {
    try {
      const laid = katex?.renderToString(source, { ...STRICT, displayMode }) ?? '';
      return isDeep(laid) ? '' : laid;
    } catch {
      // Not a formula after all, or one with a mistake: its writer sees what was written.
      return '';
    }
  });
  if (!html) return `<code>${markdown.utils.escapeHtml(mark + source + mark)}</code>`;
  return displayMode ? `<div class="math-wide">${html}</div>` : html;
}

const STRICT = { trust: false, strict: 'ignore', maxExpand: 100, maxSize: 20, output: 'htmlAndMathml' } as const;

/** Boxes within boxes: formulas that people read have some dozens; a browser takes a second for some hundreds. */
const DEEPEST = 200;

function isDeep(html: string): boolean {
  let depth = 0;
  for (const [tag] of html.matchAll(/<\/?span/g)) {
    depth += tag === '<span' ? 1 : -1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Undefined while it waits: for its program, or for another turn. */
function layOut(by: keyof Extras, written: string, make: (extras: Extras) => string): string | undefined {
  if (written.length > LONGEST[by]) return '';
  const name = `${by} ${written}`;
  const known = laidOut.get(name);
  if (known !== undefined) return known;
  if (using[by] === undefined || performance.now() > until) {
    needs.add(using[by] === undefined ? by : 'time');
    return undefined;
  }
  const html = make(using);
  laidOut.set(name, html);
  const [oldest] = laidOut.keys();
  if (laidOut.size > MOST_LAID_OUT && oldest !== undefined) laidOut.delete(oldest);
  return html;
}

function isDisplay(meta: unknown): boolean {
  return typeof meta === 'object' && meta !== null && 'display' in meta && meta.display === true;
}
