import * as accounts from './accounts.ts';
import * as chat from './chat.ts';
import * as courses from './courses.ts';
import type { Endpoint } from './endpoint.ts';
import * as files from './files.ts';

/** Every call of the API, by name, in the order of its description. */
export const endpoints = { ...accounts, ...courses, ...chat, ...files };
export const allEndpoints: readonly Endpoint[] = Object.values(endpoints);

export * from './endpoint.ts';
export * from './errors.ts';
