import type { Static, TObject, TProperties } from 'typebox';
import type { Client } from '../contract/client.ts';
import type { Endpoint } from '../contract/endpoint.ts';
import { type Actor, type Expected, rowOf } from './matrix-row.ts';

/** The files of the rooms; the strays: those of G01 that may end up in A01; `directRoom`: the conversation of amy and carl. */
export type Shared = {
  courseFile: string;
  groupFile: string;
  strayFile: string;
  otherStray: string;
  directRoom: string;
};
/**
 * `me`: the caller's name (`ghost` for nobody); `fresh`: never used before; `recoveryCode()`: makes one of `me`; `newPost()`: makes one
 * in A01 and answers its id; `newMessage()`: the same of a message of amy's in A01, or of mia's in G01; `newGroup()`: makes one like
 * G01 and answers its code; `newInvitation()`: one into such a group; `newReport()`: of amy in A01.
 */
export type Cell = Shared & {
  me: string;
  fresh: string;
  recoveryCode(): Promise<string>;
  newPost(): Promise<number>;
  newMessage(room: 'A01' | 'G01'): Promise<number>;
  newGroup(): Promise<string>;
  newInvitation(): Promise<{ room_code: string; id: number; token: string }>;
  newReport(): Promise<number>;
};

export type Act = {
  endpoint: Endpoint;
  /** What is done, besides the path. */
  act: string;
  send(client: Client, cell: Cell): Promise<Response>;
  /** With a session, whatever `ACCESS` is; nobody's stands for signed-in. */
  held: Record<Actor, Expected>;
  /** Without a session, under `ACCESS=open`. */
  open: Record<Actor, Expected>;
};

/** Rows that many calls share. Columns as in `actors`. */
export const everyone = '. . . . . . . . . .';
export const withSession = '. . . . . . . . . 401';
export const noSession = '401 401 401 401 401 401 401 401 401 401';
export const known = '. . . . . . . . . no-user';
export const ofCourse = '. . nic . . nic nic nic nic 401';
export const courseRoom = '. . no-room . . no-room no-room no-room no-room 401';
export const groupRoom = '. no-room no-room no-room no-room no-room . . no-room 401';

/** One act: its row with a session, and the one without under open access. */
export function act<Input extends TProperties, Answer extends TProperties>(
  endpoint: Endpoint<Input, Answer>,
  name: string,
  inputOf: (cell: Cell) => Static<TObject<Input>> | Promise<Static<TObject<Input>>>,
  held: string,
  open: string,
  fileOf?: () => File,
): Act {
  return {
    endpoint,
    act: name,
    send: async (client, cell) => client.request(endpoint, await inputOf(cell), fileOf?.()),
    held: rowOf(held),
    open: rowOf(open),
  };
}
