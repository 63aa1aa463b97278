import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Refusal } from '../kernel/api.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';

type Texts<Name extends string> = { [Field in Name]?: string | undefined };

/**
 * A form that makes one call. What `gaps` finds is said before anything is sent; what the server refuses stands under the field that
 * `about` names for its code, the rest is `problem`. The first field with an error gets the focus.
 */
export function useForm<Name extends string>({
  gaps,
  about = {},
  send,
}: {
  /** What is missing, by field, at the moment of sending. */
  gaps(): Texts<Name>;
  about?: { [code: string]: Name };
  send(): Promise<void>;
}) {
  const textOf = useRefusalText();
  const form = useRef<HTMLFormElement>(null);
  const [missing, setMissing] = useState<Texts<Name>>({});
  const { mutate, isPending, error, reset } = useMutation({ mutationFn: send });
  const field = error instanceof Refusal ? about[error.code] : undefined;

  const clear = () => {
    reset();
    setMissing({});
  };
  const wrong = error !== null || Object.values(missing).some((text) => text !== undefined);

  // The errors are on the screen only after it was drawn.
  useEffect(() => {
    if (wrong) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- errors newly come are what moves it
  }, [missing, error, wrong]);

  return {
    props: {
      ref: form,
      noValidate: true,
      /** What is being mended is no longer wrong. */
      onInput() {
        if (wrong && !isPending) clear();
      },
      onSubmit(event: FormEvent) {
        event.preventDefault();
        if (isPending) return;
        const found = gaps();
        reset();
        setMissing(found);
        if (Object.values(found).every((text) => text === undefined)) mutate();
      },
    },
    busy: isPending,
    /** What was said of it is taken back. */
    clear,
    errorOf: (name: Name): string | undefined => missing[name] ?? (field === name ? textOf(error) : undefined),
    problem: error !== null && field === undefined ? textOf(error) : undefined,
  };
}
