/** How people are addressed and written to; texts exist in both. */
export type Language = 'zh' | 'en';

/**
 * A conversation, line by line: who speaks, a space, what is said. `a` to `d` are members, `t` the instructor (in a group its
 * owner), `s` an assistant. `a+plot …` brings a file of that kind along. In the text `«x|y|z»` is one of several, `«name»` a slot.
 */
export type Talk = readonly string[];

export type CourseText = {
  code: string;
  name: string;
  /** The language most of it is held in. `mixed`: half and half. */
  language: Language | 'mixed';
  /** It was over some days ago, and is archived. */
  ended?: true;
  /** What it is about, and one sentence that explains each. */
  topics: readonly (readonly [name: string, explained: string])[];
  talks: readonly Talk[];
  assignments: readonly (readonly [title: string, body: string])[];
};

export type GroupText = {
  code: string;
  name: string;
  size: number;
  talks: readonly Talk[];
  /** What of the talks for every group fits here. */
  also: readonly Language[];
};
