import { type CompositionEvent, type KeyboardEvent, useRef } from 'react';

/** Whether a key belongs to the input method. Safari ends the composition before it tells of the Enter that ended it. */
export function useComposition() {
  const ended = useRef(0);
  return {
    onEnd: (event: CompositionEvent) => void (ended.current = event.timeStamp),
    composes: (event: KeyboardEvent) =>
      event.nativeEvent.isComposing || event.keyCode === 229 || event.timeStamp - ended.current < 50,
  };
}
