import * as search from '../contract/search.ts';
import { type Act, act, courseRoom, groupRoom, noSession, ofCourse, withSession } from './matrix-act.ts';

/** Who may search where. What is found is held to membership by `search-access.test.ts`. */
export const searchActs: readonly Act[] = [
  act(search.search, 'everywhere', () => ({ query: 'Hello' }), withSession, noSession),
  act(search.search, 'in the room of A01', () => ({ query: 'Hello', room_code: 'A01' }), courseRoom, noSession),
  act(search.search, 'in G01', () => ({ query: 'Hello', room_code: 'G01' }), groupRoom, noSession),
  act(search.search, 'in the course A01', () => ({ query: 'Hello', course_code: 'A01' }), ofCourse, noSession),
  act(search.findPlaces, 'by name', () => ({ query: 'a' }), withSession, noSession),
  act(search.findPlaces, 'members of A01', () => ({ query: 'a', room_code: 'A01' }), courseRoom, noSession),
  act(search.findPlaces, 'members of G01', () => ({ query: 'a', room_code: 'G01' }), groupRoom, noSession),
];
