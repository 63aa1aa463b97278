/** The title of the window: what is unread, where one is, what this is. Two parts of the app have a say in it, so it is put together here. */
let page = '';
let count = 0;

export function setPageTitle(name: string): void {
  page = name;
  show();
}

/** How much waits for the reader; shown before the name of the page. */
export function setTitleCount(next: number): void {
  count = next;
  show();
}

function show(): void {
  const name = page === '' ? 'Lamitt' : `${page} · Lamitt`;
  document.title = count > 0 ? `(${count > 99 ? '99+' : count}) ${name}` : name;
}
