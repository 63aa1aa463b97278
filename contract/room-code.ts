import { text } from './endpoint.ts';

const WHAT = '1 to 64 characters, case-sensitive; a course group has the code of its course';

export const roomCode = (more?: string) => text('Room code', more === undefined ? WHAT : `${more}; ${WHAT}`);
