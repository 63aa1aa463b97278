import DOMPurify from 'dompurify';

const WORDS = ['p', 'br', 'strong', 'em', 's', 'a', 'ul', 'ol', 'li', 'blockquote', 'code', 'pre', 'hr', 'span', 'div'];
const HEADS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const TABLES = ['table', 'thead', 'tbody', 'tr', 'th', 'td'];
const MATHEMATICS = ['math', 'semantics', 'annotation', 'mrow', 'mi', 'mo', 'mn', 'ms', 'mtext', 'mspace', 'msup', 'msub'];
const MORE_MATHEMATICS = ['msubsup', 'mfrac', 'msqrt', 'mroot', 'mover', 'munder', 'munderover', 'mtable', 'mtr', 'mtd'];
const REST_OF_MATHEMATICS = ['mstyle', 'mpadded', 'mphantom', 'menclose', 'mglyph', 'svg', 'path', 'line'];
const SHAPES = ['viewBox', 'preserveAspectRatio', 'd', 'x1', 'x2', 'y1', 'y2', 'stroke-width', 'width', 'height', 'xmlns'];
const MATH_WORDS = ['mathvariant', 'stretchy', 'accent', 'encoding', 'display', 'columnalign', 'rowspacing', 'columnspacing'];

const purify = DOMPurify(window);

// What people write may lead elsewhere only openly: in another tab, which knows nothing of this one.
purify.addHook('afterSanitizeAttributes', (element) => {
  if (element.nodeName !== 'A') return;
  element.setAttribute('target', '_blank');
  element.setAttribute('rel', 'noopener noreferrer');
});

// Classes and styles are those of the two programs that lay out code and mathematics, never a screen's own: nobody can dress
// up a message as a part of the app.
purify.addHook('uponSanitizeAttribute', (element, attribute) => {
  if (attribute.attrName === 'class') attribute.keepAttr = element.closest('pre code, .katex, .math') !== null || /^(math|math-wide)$/.test(attribute.attrValue);
  if (attribute.attrName === 'style') attribute.keepAttr = element.closest('.katex') !== null && !/url|position:\s*(fixed|sticky)/i.test(attribute.attrValue);
});

/** The one door by which what people wrote becomes HTML. */
export function sanitised(html: string): string {
  return purify.sanitize(html, {
    ALLOWED_TAGS: [...WORDS, ...HEADS, ...TABLES, ...MATHEMATICS, ...MORE_MATHEMATICS, ...REST_OF_MATHEMATICS],
    ALLOWED_ATTR: ['href', 'class', 'style', 'start', 'aria-hidden', ...SHAPES, ...MATH_WORDS],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
}
