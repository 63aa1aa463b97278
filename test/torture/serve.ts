import { start } from '../../server/main.ts';

// What `server-process.ts` runs: the whole server in a process of its own, to be killed at any moment.
await start(process.env);
