import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isAsPrinted } from './printed.ts';
import { SAMPLE_FILE, type Step } from './walk.ts';

/** Makes a step's call as its line does: the same method, address, body and content type. Answers what came, and whether it is as printed. */
export async function walkStep(step: Step, base: string, token?: string): Promise<{ answer: unknown; right: boolean }> {
  const response = await fetch(base + step.path, {
    method: step.method,
    headers: {
      ...(step.body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: step.file === 'upload' ? await uploadForm() : (step.body ?? null),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (step.file === 'download' && response.ok) {
    const right =
      bytes.equals(await readFile(SAMPLE_FILE)) && response.headers.get('content-type') === 'application/pdf';
    return { answer: right ? step.answer : `${bytes.length} other bytes`, right };
  }
  const answer: unknown = JSON.parse(bytes.toString());
  return { answer, right: response.status === 200 && isAsPrinted(step.answer, answer) };
}

async function uploadForm(): Promise<FormData> {
  const form = new FormData();
  form.append('file', new Blob([await readFile(SAMPLE_FILE)], { type: 'application/pdf' }), basename(SAMPLE_FILE));
  return form;
}
