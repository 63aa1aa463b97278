export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** What an answer holds of two values that only a running server knows. */
export const ANY_TIME = '<time>';
export const ANY_FILE_ID = '<file_id>';

/** Whether an answer holds every documented value; fields may have been added to it. */
export function isAsPrinted(printed: Json, answer: unknown): boolean {
  if (printed === ANY_TIME) return typeof answer === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(answer);
  if (printed === ANY_FILE_ID) return typeof answer === 'string' && /^[0-9a-f]{24}$/.test(answer);
  if (isList(printed)) {
    return (
      Array.isArray(answer) &&
      answer.length === printed.length &&
      printed.every((each, index) => isAsPrinted(each, answer[index]))
    );
  }
  if (typeof printed !== 'object' || printed === null) return printed === answer;
  if (typeof answer !== 'object' || answer === null) return false;
  const fields = new Map<string, unknown>(Object.entries(answer));
  return Object.entries(printed).every(([name, value]) => isAsPrinted(value, fields.get(name)));
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
