/** A text with what was looked for marked in it. `ranges`: [from, to] of each, in order. */
export function Marked({ text, ranges }: { text: string; ranges: readonly number[][] }) {
  const parts = [];
  let end = 0;
  for (const [from = 0, to = 0] of ranges) {
    parts.push(
      text.slice(end, from),
      <mark key={from} className="bg-mark text-ink">
        {text.slice(from, to)}
      </mark>,
    );
    end = to;
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  );
}
