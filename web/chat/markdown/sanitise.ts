import DOMPurify from 'dompurify';

const WORDS = ['p', 'br', 'strong', 'em', 's', 'a', 'ul', 'ol', 'li', 'blockquote', 'code', 'pre', 'hr', 'span', 'div'];
const HEADS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const TABLES = ['table', 'thead', 'tbody', 'tr', 'th', 'td'];
const MATHEMATICS = [
  'math',
  'semantics',
  'annotation',
  'mrow',
  'mi',
  'mo',
  'mn',
  'ms',
  'mtext',
  'mspace',
  'msup',
  'msub',
];
const MORE_MATHEMATICS = [
  'msubsup',
  'mfrac',
  'msqrt',
  'mroot',
  'mover',
  'munder',
  'munderover',
  'mtable',
  'mtr',
  'mtd',
];
const REST_OF_MATHEMATICS = ['mstyle', 'mpadded', 'mphantom', 'menclose', 'mglyph', 'svg', 'path', 'line'];
const SHAPES = [
  'viewBox',
  'preserveAspectRatio',
  'd',
  'x1',
  'x2',
  'y1',
  'y2',
  'stroke-width',
  'width',
  'height',
  'xmlns',
];
const MATH_WORDS = [
  'mathvariant',
  'stretchy',
  'accent',
  'encoding',
  'display',
  'columnalign',
  'rowspacing',
  'columnspacing',
];

const purify = DOMPurify(window);

// What people write may lead elsewhere only openly: in another tab, which knows nothing of this one.
purify.addHook('afterSanitizeAttributes', (element) => {
  // What is wider than the text scrolls, for those without a mouse as well.
  if (element.matches('pre, table, .math-wide')) element.setAttribute('tabindex', '0');
  // Within a link it is the link that is pressed.
  if (element.matches('.mention[title]') && element.closest('a') === null) {
    element.setAttribute('role', 'button');
    element.setAttribute('aria-haspopup', 'dialog');
    element.setAttribute('tabindex', '0');
  }
  if (element.nodeName !== 'A') return;
  element.setAttribute('target', '_blank');
  element.setAttribute('rel', 'noopener noreferrer');
});

// Classes and styles are those of the two programs that lay out code and mathematics, never a screen's own: nobody can dress
// up a message as a part of the app. A mention is ours.
purify.addHook('uponSanitizeAttribute', (element, attribute) => {
  const { attrName: name, attrValue: value } = attribute;
  const mathematics = element.closest('.katex') !== null;
  if (name === 'class')
    attribute.keepAttr =
      mathematics ||
      element.closest('pre code') !== null ||
      /^(katex-display|math-wide|mention|mention mine)$/.test(value);
  // That of a link is anybody's words; that of a mention is a name.
  if (name === 'title') attribute.keepAttr = /^mention\b/.test(element.getAttribute('class') ?? '');
  if (name === 'style') attribute.keepAttr = mathematics && !/url|position:\s*(fixed|sticky)/i.test(value);
  // Mathematics is there twice: to be seen, and to be read out.
  if (name.startsWith('aria-')) attribute.keepAttr = mathematics && name === 'aria-hidden';
});

/** The one door by which what people wrote becomes HTML. */
export function sanitised(html: string): string {
  return purify.sanitize(html, {
    ALLOWED_TAGS: [...WORDS, ...HEADS, ...TABLES, ...MATHEMATICS, ...MORE_MATHEMATICS, ...REST_OF_MATHEMATICS],
    ALLOWED_ATTR: ['href', 'class', 'style', 'start', 'aria-hidden', 'title', ...SHAPES, ...MATH_WORDS],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    // These hold no addresses: they need not look like one. Without it no root has its sign.
    ADD_URI_SAFE_ATTR: ['start', ...SHAPES, ...MATH_WORDS],
    ALLOW_DATA_ATTR: false,
  });
}
