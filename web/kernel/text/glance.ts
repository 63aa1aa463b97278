/** The words of a text without the signs of its Markdown, for a glance of two lines. Shown as text, so nothing can go wrong in it. */
export function glance(markdown: string): string {
  return markdown
    .replaceAll(/^\s*(```|~~~).*$/gm, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^\s{0,3}(#{1,6}|>|[-*+]|\d+[.)])\s+/gm, '')
    .replaceAll(/(\*\*|__|~~|`)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
