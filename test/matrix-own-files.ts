import * as own from '../contract/own-files.ts';
import { uploadInParts } from '../contract/uploads.ts';
import { type Act, act, courseRoom, everyone, groupRoom, noSession, withSession } from './matrix-act.ts';

const ofGroup = '. no-file no-file no-file no-file no-file . . no-file 401';
const others = 'no-file no-file no-file no-file no-file no-file file_in_use no-file no-file 401';

/** What one has uploaded, how much it takes, and how it goes up in parts. */
export const ownFileActs: readonly Act[] = [
  act(
    uploadInParts,
    'begin',
    () => ({}),
    withSession,
    everyone,
    () => new File(['bytes'], 'a.txt'),
  ),
  act(own.getOwnFiles, 'all', () => ({}), withSession, noSession),
  act(own.getUsage, 'my own', () => ({}), withSession, noSession),
  act(own.getUsage, 'of A01', () => ({ room_code: 'A01' }), courseRoom, noSession),
  act(own.getUsage, 'of G01', () => ({ room_code: 'G01' }), groupRoom, noSession),
  act(own.getFileLink, 'of G01', ({ groupFile }) => ({ file_id: groupFile }), ofGroup, noSession),
  act(own.deleteFile, 'of olga in G01', ({ groupFile }) => ({ file_id: groupFile }), others, noSession),
];
