import type { Static, TObject, TProperties } from 'typebox';

/** A frame of the live socket: its check at run time, its static type and its description are all read from this one value. */
export type LiveEvent<Frame extends TProperties = TProperties> = {
  /** `up`: from the client; `down`: from the server. */
  direction: 'up' | 'down';
  /** One line, English · 中文. */
  title: string;
  /** More for client authors, Markdown. */
  notes?: string;
  /** Has a literal `type`, by which frames are told apart. */
  frame: TObject<Frame>;
  /** Shown in the description and checked against the schema by a test. */
  examples: readonly Static<TObject<Frame>>[];
};

/** Declares a frame of the live socket. */
export function event<Frame extends TProperties>(declared: LiveEvent<Frame>): LiveEvent<Frame> {
  return declared;
}
