import { memo, useEffect, useState, useSyncExternalStore } from 'react';
import { extras, type Extras } from './extras.ts';
import { isPlain } from './plain.ts';
import { type Names, rendered, type Rendered } from './render.ts';
import './markdown.css';

/** What was rendered of late, the longest unused first. */
const done = new Map<string, { result: Rendered; with: Extras }>();
const MOST_KEPT = 500;

/** What somebody wrote in a message or a post: Markdown, code, mathematics; nothing in it runs, nothing comes from elsewhere. */
export const Markdown = memo(function Markdown({ text, names = NOBODY }: { text: string; names?: Names }) {
  return isPlain(text) && names.size === 0 ? <Plain text={text} /> : <Marked text={text} names={names} />;
});
const NOBODY: Names = new Map();

function Plain({ text }: { text: string }) {
  return <p className="max-w-[38rem] overflow-clip text-base break-words whitespace-pre-wrap">{text}</p>;
}

function Marked({ text, names }: { text: string; names: Names }) {
  const loaded = useSyncExternalStore(extras.watch, extras.now);
  const [, goOn] = useState(0);
  const { html, needs } = remembered(text, names, loaded);
  // Mathematics and the colours of code are read when the first text with them is shown, and laid out a little at a time.
  useEffect(() => {
    void extras.load(needs);
    if (!needs.includes('time')) return;
    const turn = setTimeout(() => goOn((turns) => turns + 1));
    return () => clearTimeout(turn);
  }, [needs]);
  if (html === undefined) return <Plain text={text} />;
  return <div className="markdown max-w-[38rem] text-base" dangerouslySetInnerHTML={{ __html: html }} />;
}

function remembered(text: string, names: Names, loaded: Extras): Rendered {
  const key = names.size === 0 ? text : `${JSON.stringify([...names])} ${text}`;
  const known = done.get(key);
  if (
    known !== undefined &&
    (known.result.needs.length === 0 || (known.with === loaded && !known.result.needs.includes('time')))
  ) {
    done.delete(key);
    done.set(key, known);
    return known.result;
  }
  const result = rendered(text, names, loaded);
  done.set(key, { result, with: loaded });
  const [oldest] = done.keys();
  if (done.size > MOST_KEPT && oldest !== undefined) done.delete(oldest);
  return result;
}
