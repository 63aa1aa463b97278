import { text } from './endpoint.ts';

export const roomCode = () =>
  text('Room code', '1 to 64 characters, case-sensitive; a course group has the code of its course');
