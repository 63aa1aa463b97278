import * as accounts from '../contract/accounts.ts';
import * as profile from '../contract/profile.ts';
import { type Act, act, everyone, known, noSession, withSession } from './matrix-act.ts';
import { ANSWER, PASSWORD } from './school.ts';

const each = (code: string) => `${`${code} `.repeat(9)}401`;
const [notOne, notThere, noneSuch] = [each('not_a_picture'), each('no_such_file'), each('session_not_found')];

/** Who may do what with accounts. Columns as in `actors`. */
export const accountActs: readonly Act[] = [
  act(accounts.getSchool, '', () => ({}), everyone, everyone),
  act(accounts.register, 'a new name', ({ fresh }) => ({ username: fresh, password: PASSWORD }), everyone, everyone),
  act(
    accounts.login,
    'own password',
    ({ me }) => ({ username: me, password: PASSWORD }),
    '. . . . . . . . . invalid_login',
    '. . . . . . . . . invalid_login',
  ),
  act(accounts.logout, 'own session', () => ({}), withSession, noSession),
  act(accounts.auth, 'own session', () => ({}), withSession, noSession),
  act(accounts.refresh, 'own session', () => ({}), withSession, noSession),
  act(accounts.submitFcmToken, 'own', ({ me, fresh }) => ({ username: me, token: fresh }), withSession, known),
  act(
    accounts.getRole,
    'of a student of A01',
    () => ({ username: 'amy' }),
    '. . . . . no-user no-user no-user no-user 401',
    everyone,
  ),
  act(
    accounts.getInfo,
    'of a member of G01',
    () => ({ username: 'mia' }),
    '. . . no-user no-user no-user . . no-user 401',
    everyone,
  ),
  act(accounts.getInfo, 'of an instructor', () => ({ username: 'tony' }), withSession, everyone),
  act(accounts.changeInfo, 'own nickname', ({ me }) => ({ username: me, nickname: me }), withSession, known),
  act(
    accounts.changeInfo,
    'own password',
    ({ me }) => ({ username: me, old_password: PASSWORD, new_password: PASSWORD }),
    withSession,
    known,
  ),
  act(
    accounts.changeInfo,
    'own answer',
    ({ me }) => ({ username: me, old_password: PASSWORD, security_answer: ANSWER }),
    withSession,
    known,
  ),
  act(
    accounts.changeInfo,
    'a reset with a code',
    async ({ me, recoveryCode }) => ({ username: me, new_password: PASSWORD, security_answer: await recoveryCode() }),
    known,
    known,
  ),
  act(
    accounts.createRecoveryCode,
    'for a student of A01',
    () => ({ username: 'amy' }),
    '. . nys nys nys nys nys nys nys 401',
    noSession,
  ),
  act(
    profile.uploadPicture,
    'no picture',
    () => ({}),
    notOne,
    noSession,
    () => new File(['words'], 'a.png'),
  ),
  act(profile.removePicture, 'own', () => ({}), withSession, noSession),
  act(profile.getPicture, 'of the room', ({ courseFile }) => ({ picture: courseFile }), notThere, noSession),
  act(profile.getSessions, 'own', () => ({}), withSession, noSession),
  act(profile.endSession, 'of nobody', () => ({ id: '0123456789abcdef' }), noneSuch, noSession),
  act(profile.endOtherSessions, 'own', () => ({}), withSession, noSession),
  act(profile.findPeople, 'all', () => ({}), withSession, noSession),
];
