/** What a key that an input method took for itself is told as: Safari has ended the composition by then and says nothing else of it. */
const TAKEN = 229;
/** Safari and every browser on an iPhone. */
const isWebKit = 'GestureEvent' in window;
/** Ms after its end within which a key is the one that ended it. */
const BY_THIS_KEY = 50;

let ended = -Infinity;
addEventListener('compositionend', ({ timeStamp }) => (ended = timeStamp), { capture: true });

/** Whether a key belongs to the input method: it composes a word, or this very key has chosen one. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === TAKEN || (isWebKit && event.timeStamp - ended < BY_THIS_KEY);
}
