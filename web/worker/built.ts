/** What the build tells the worker: a name that changes with the files, and the files. */
export type Built = { version: string; files: string[] };
