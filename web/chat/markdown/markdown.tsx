import { type KeyboardEvent, memo, type MouseEvent, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { extras, type Extras } from './extras.ts';
import { isPlain } from './plain.ts';
import { type Names, rendered, type Rendered } from './render.ts';
import './markdown.css';

/** What was rendered of late, the longest unused first. */
const done = new Map<string, { result: Rendered; with: Extras }>();
const MOST_KEPT = 500;

type Props = {
  text: string;
  names?: Names;
  /** Who is named was pressed. */
  onName?: (username: string, beside: HTMLElement) => void;
};

/** What somebody wrote in a message or a post: Markdown, code, mathematics; nothing in it runs, nothing comes from elsewhere. */
export const Markdown = memo(function Markdown({ text, names = NOBODY, onName = nothing }: Props) {
  return isPlain(text) && names.size === 0 ? <Plain text={text} /> : <Marked {...{ text, names, onName }} />;
});
const NOBODY: Names = new Map();
const nothing = () => undefined;

function Plain({ text }: { text: string }) {
  return <p className="max-w-[38rem] overflow-clip text-base break-words whitespace-pre-wrap">{text}</p>;
}

function Marked({ text, names, onName }: Required<Props>) {
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
  // The same object, or React puts it in anew, and what is chosen or has the focus in it is lost.
  const inner = useMemo(() => ({ __html: html ?? '' }), [html]);
  if (html === undefined) return <Plain text={text} />;

  function open(event: MouseEvent | KeyboardEvent): void {
    const { target } = event;
    if (!(target instanceof HTMLElement) || !target.matches('.mention[role=button]')) return;
    const person = names.get(target.textContent)?.person;
    if (person === undefined) return;
    event.preventDefault();
    onName(person.username, target);
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- what is pressed in it is a button of its own
    <div
      className="markdown max-w-[38rem] text-base"
      onClick={open}
      onKeyDown={(event) => (event.key === 'Enter' || event.key === ' ') && open(event)}
      dangerouslySetInnerHTML={inner}
    />
  );
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
