import Type, { type Static } from 'typebox';

/** What the reporter tells the runner about one test; `why` is the error in full, `place` is `file:line`. */
export const TestLine = Type.Union([
  Type.Object({ kind: Type.Literal('begun'), id: Type.Number(), name: Type.String() }),
  Type.Object({ kind: Type.Literal('ended'), id: Type.Number() }),
  Type.Object({ kind: Type.Literal('passed'), name: Type.String() }),
  Type.Object({ kind: Type.Literal('skipped'), name: Type.String() }),
  Type.Object({ kind: Type.Literal('failed'), name: Type.String(), place: Type.String(), why: Type.String() }),
  Type.Object({ kind: Type.Literal('over') }),
]);

export type TestLine = Static<typeof TestLine>;
