/** Runs in the page: what stands in it that nobody but its makers can have meant, a line each. */
export function intruders(): string[] {
  const found: string[] = [];
  const tell = (why: string, element: Element) => found.push(`${why}: ${element.outerHTML.slice(0, 200)}`);
  const page = location.origin;
  const mathematics = (element: Element) => element.closest('.katex') !== null;

  for (const element of document.documentElement.querySelectorAll('body *')) {
    const tag = element.localName;
    const ours = tag === 'iframe' && element.closest('[role=dialog]') !== null;
    if (
      /^(script|iframe|object|embed|base|meta|link|style|template|foreignobject|use|animate|set|marquee)$/i.test(tag) &&
      !ours
    )
      tell('an element', element);
    const within = element.closest('.markdown');
    // By the prototype: a form has its fields in place of what else it has.
    for (const name of Element.prototype.getAttributeNames.call(element)) {
      const value = element.getAttribute(name) ?? '';
      if (/^on|^(srcdoc|formaction|ping|xlink:href|srcset|action|background|data)$/i.test(name))
        tell(`the attribute ${name}`, element);
      if (/^(href|src|poster)$/.test(name)) {
        const { protocol, origin } = new URL(value, location.href);
        const isLink = tag === 'a' && within !== null && /^(https?|mailto):$/.test(protocol);
        if (origin !== page && protocol !== 'blob:' && !isLink) tell('an address elsewhere', element);
      }
      if (within === null || within === element || mathematics(element)) continue;
      const code = element.closest('pre code') !== null || tag === 'code';
      // Who is named is marked by the app, and what is marked is a name.
      const isName = tag === 'span' && /^@\S+$/.test(element.textContent) && /^mention( mine)?$/.test(value);
      if (
        /^(id|name)$/.test(name) ||
        name === 'style' ||
        (name === 'class' && !code && !isName && !/^(math-wide|katex-display)$/.test(value))
      )
        tell('a dress', element);
    }
    if (within !== null && /url\(|fixed|sticky/.test(element.getAttribute('style') ?? '')) tell('a style', element);
  }
  for (const message of document.querySelectorAll('.markdown')) {
    const box = message.getBoundingClientRect();
    for (const part of message.querySelectorAll('.katex-html *')) {
      const { left, right, top, bottom, width, height } = part.getBoundingClientRect();
      if (width * height === 0 || (top > box.top - 8 && bottom < box.bottom + 8 && left > box.left - 8)) continue;
      // It was put outside of its message: is it seen there?
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const inside = y > box.top - 8 && y < box.bottom + 8 && x > box.left - 8 && x < box.right + 8;
      const there = document.elementFromPoint(x, y);
      if (!inside && there !== null && message.contains(there)) tell('over what others wrote', part);
    }
  }
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over > 0) found.push(`the page is ${over} px too wide`);
  return found;
}

export type Through = {
  /** The scrolling element; of several that fit the first. */
  of: string;
  to: 'top' | 'bottom';
  /** What must have been seen on the way. */
  expected: readonly string[];
};

/**
 * Runs in the page: scrolls from one end to the other, to begin with to the first of them. Answers which of the expected texts were not
 * seen on the way, and what of `window.intruders()` there was. Over when all were seen, or when nothing new came for fifteen seconds.
 */
export async function scrollThrough({ of, to, expected }: Through): Promise<{ unseen: string[]; found: string[] }> {
  const flat = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  const scroller = document.querySelector(of);
  if (scroller === null) throw new Error(`nothing scrolls: ${of}`);
  let unseen = expected.map(flat);
  const found = new Set<string>();
  const start = () => (to === 'top' ? scroller.scrollHeight - scroller.clientHeight : 0);
  // A room goes to the place where one was, once its rows are measured: from there it is left.
  for (let still = 0; still < 30; await new Promise(requestAnimationFrame)) {
    still = Math.abs(scroller.scrollTop - start()) < 1 ? still + 1 : 0;
    scroller.scrollTop = start();
  }
  for (let news = performance.now(); performance.now() - news < 15_000;) {
    const before = { unseen: unseen.length, top: scroller.scrollTop, height: scroller.scrollHeight };
    const text = flat(scroller.textContent);
    unseen = unseen.filter((one) => !text.includes(one));
    for (const one of window.intruders?.() ?? ['nobody looks']) found.add(one);
    scroller.scrollTop += (to === 'top' ? -0.7 : 0.7) * scroller.clientHeight;
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const { scrollTop: top, scrollHeight: height } = scroller;
    if (unseen.length === 0) break;
    if (before.unseen !== unseen.length || before.top !== top || before.height !== height) news = performance.now();
  }
  return { unseen, found: [...found] };
}

declare global {
  interface Window {
    intruders?: typeof intruders;
    /** What the page told the desktop, newest last. */
    told?: { title: string; body: string; icon: string }[];
  }
}
