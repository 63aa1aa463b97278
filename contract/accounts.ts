import { Type } from 'typebox';
import { endpoint, optional, picture, role, text } from './endpoint.ts';

const token = Type.String({ description: 'goes into `Authorization: Bearer …`; 30 days, sliding' });

const username = Type.String({ description: 'as it was registered, whatever case the call has it in' });

export const getSchool = endpoint({
  method: 'GET',
  path: '/get_school',
  title: 'What a visitor needs to know of the server · 服务器信息',
  access: { who: 'everyone' },
  input: Type.Object({}),
  says: ['School retrieved'],
  answer: Type.Object({
    needs_admin: Type.Boolean({ description: 'nobody is its administrator yet: the start printed a code for that' }),
    register: Type.Enum(['open', 'code'], { description: 'code: nobody registers without an auth code' }),
    recovery: Type.Enum(['answer', 'code'], { description: 'what resets a forgotten password' }),
    access: Type.Enum(['signed-in', 'open']),
    time_zone: Type.String({ description: 'IANA name of the zone of every `time`' }),
    max_upload: Type.Integer({ description: 'bytes of the largest file' }),
    max_upload_in_parts: Type.Integer({ description: 'bytes of the largest file sent in parts' }),
    version: Type.String(),
  }),
  fails: [],
  examples: [
    {
      input: {},
      answer: {
        status: 'success',
        message: 'School retrieved',
        needs_admin: false,
        register: 'open',
        recovery: 'answer',
        access: 'signed-in',
        time_zone: 'Asia/Shanghai',
        max_upload: 104857600,
        max_upload_in_parts: 2147483648,
        version: '0.1.0',
      },
    },
  ],
});

export const register = endpoint({
  method: 'POST',
  path: '/register',
  title: 'Make an account · 注册',
  notes: 'Without `auth_code` a student, with the right one an instructor. The nickname starts as the username.',
  access: { who: 'everyone' },
  input: Type.Object({
    username: text('Username', '1 to 64 characters, unique after NFKC and case folding'),
    password: text('Password', '8 to 256 characters'),
    security_answer: optional.text('Security answer', 'left out: the account is never reset by answer'),
    auth_code: optional.text('Auth code'),
  }),
  says: ['Student registration successful', 'Admin registration successful'],
  answer: Type.Object({ nickname: Type.String(), token, role, username, picture }),
  fails: [
    'invalid_auth_code',
    'registration_closed',
    'username_taken',
    'invalid_username',
    'username_imitates_staff',
    'password_length',
    'password_length_staff',
    'password_common',
    'security_answer_too_long',
  ],
  examples: [
    {
      input: {
        username: 'test',
        password: 'password',
        security_answer: 'YourName',
        auth_code: 'HERE IS YOUR AUTH TOKEN',
      },
      answer: { status: 'success', message: 'Admin registration successful', nickname: 'test' },
    },
  ],
});

export const login = endpoint({
  method: 'POST',
  path: '/login',
  title: 'Sign in · 登录',
  access: { who: 'everyone' },
  input: Type.Object({ username: text('Username'), password: text('Password') }),
  says: ['Login successful'],
  answer: Type.Object({
    nickname: Type.String(),
    token,
    role,
    username,
    picture,
    notice: Type.Optional(
      Type.String({ description: 'what the owner should know, such as a reset since the last log-in' }),
    ),
  }),
  fails: ['invalid_login'],
  examples: [
    {
      input: { username: 'test', password: 'password' },
      answer: { status: 'success', message: 'Login successful', nickname: 'test' },
    },
  ],
});

export const logout = endpoint({
  method: 'POST',
  path: '/logout',
  title: 'End this session · 退出登录',
  access: { who: 'session' },
  input: Type.Object({}),
  says: ['Logged out'],
  answer: Type.Object({}),
  fails: [],
  examples: [{ input: {}, answer: { status: 'success', message: 'Logged out' } }],
});

export const auth = endpoint({
  method: 'GET',
  path: '/auth',
  title: 'Whose session this is · 当前登录的用户',
  access: { who: 'session' },
  input: Type.Object({}),
  says: ['Authentication successful'],
  answer: Type.Object({
    username: Type.String(),
    nickname: Type.String(),
    role,
    picture,
    has_answer: Type.Boolean({ description: 'a forgotten password can be reset by security answer' }),
  }),
  fails: [],
  examples: [
    {
      input: {},
      answer: {
        status: 'success',
        message: 'Authentication successful',
        username: 'test',
        nickname: 'Wow',
        role: 'instructor',
        picture: '',
        has_answer: true,
      },
    },
  ],
});

export const refresh = endpoint({
  method: 'POST',
  path: '/refresh',
  title: 'A new token for this session · 更换令牌',
  notes: 'The old token lives 60 seconds more.',
  access: { who: 'session' },
  input: Type.Object({}),
  says: ['Token refreshed'],
  answer: Type.Object({ token }),
  fails: [],
  examples: [{ input: {}, answer: { status: 'success', message: 'Token refreshed', token: 'q6dY…' } }],
});

export const submitFcmToken = endpoint({
  method: 'POST',
  path: '/submit_fcm_token',
  title: 'Keep a device token for push · 保存推送令牌',
  notes: 'Tokens are kept. Nothing is sent yet: sending comes with notifications.',
  access: { who: 'caller', self: 'username' },
  input: Type.Object({ username: text('Username'), token: text('Token', 'at most 4096 characters') }),
  says: ['FCM token submitted'],
  answer: Type.Object({}),
  fails: ['user_not_found', 'invalid_token'],
  examples: [
    { input: { username: 'test', token: 'fcm…' }, answer: { status: 'success', message: 'FCM token submitted' } },
  ],
});

export const getRole = endpoint({
  method: 'GET',
  path: '/get_role',
  title: 'The role of a user · 查询角色',
  access: { who: 'caller' },
  input: Type.Object({ username: text('Username') }),
  says: ['Role retrieved'],
  answer: Type.Object({ role }),
  fails: ['user_not_found'],
  examples: [
    { input: { username: 'test' }, answer: { status: 'success', message: 'Role retrieved', role: 'instructor' } },
  ],
});

export const getInfo = endpoint({
  method: 'GET',
  path: '/get_info',
  title: 'Nickname and role of a user · 查询资料',
  notes:
    'Signed in, a student finds staff and those who share a course or group; anyone else answers `User not found`.',
  access: { who: 'caller' },
  input: Type.Object({ username: text('Username') }),
  says: ['Info retrieved'],
  answer: Type.Object({ nickname: Type.String(), role, username, picture }),
  fails: ['user_not_found'],
  examples: [
    {
      input: { username: 'test' },
      answer: { status: 'success', message: 'Info retrieved', nickname: 'Wow', role: 'instructor' },
    },
  ],
});

export const changeInfo = endpoint({
  method: 'POST',
  path: '/change_info',
  title: 'Change password, security answer or nickname · 修改资料',
  notes: [
    'Which fields are filled decides, in this order:',
    '`old_password` + `new_password` change the password (other sessions end);',
    '`old_password` + `security_answer` change the answer;',
    '`new_password` + `security_answer` reset the password, without a session (all sessions end);',
    '`nickname` changes the nickname.',
    'Where the server has `RECOVERY=code`, the reset takes a one-time code in `security_answer`.',
  ].join('\n'),
  access: { who: 'caller', self: 'username', unless: isReset },
  input: Type.Object({
    username: text('Username'),
    old_password: optional.text('Old password'),
    new_password: optional.text('New password'),
    security_answer: optional.text('Security answer'),
    nickname: optional.text('Nickname'),
  }),
  says: ['Password changed', 'Security answer changed', 'Nickname changed'],
  answer: Type.Object({}),
  fails: [
    'user_not_found',
    'invalid_password',
    'invalid_security_answer',
    'invalid_recovery_code',
    'password_length',
    'password_length_staff',
    'password_common',
    'security_answer_too_long',
    'nickname_too_long',
    'nickname_imitates_staff',
    'invalid_nickname',
    'invalid_request',
  ],
  examples: [
    {
      input: { username: 'test', nickname: 'Wow' },
      answer: { status: 'success', message: 'Nickname changed' },
    },
    {
      input: { username: 'test', old_password: 'password', new_password: 'new password' },
      answer: { status: 'success', message: 'Password changed' },
    },
  ],
});

export const createRecoveryCode = endpoint({
  method: 'POST',
  path: '/create_recovery_code',
  title: 'A one-time code to reset a password with · 生成找回密码的一次性代码',
  notes:
    'Where the server has `RECOVERY=code`: admins for anyone, instructors for students of their courses. One hour, once.',
  access: { who: 'session' },
  input: Type.Object({ username: text('Username') }),
  says: ['Recovery code created'],
  answer: Type.Object({ recovery_code: Type.String() }),
  fails: ['user_not_found', 'recovery_by_answer', 'not_your_student'],
  examples: [
    {
      input: { username: 'amy' },
      answer: { status: 'success', message: 'Recovery code created', recovery_code: 'K7QX-2MPA-9TRC-WD4H' },
    },
  ],
});

/** The reset by security answer is for those who cannot sign in. */
function isReset(input: Record<string, unknown>): boolean {
  return !input.old_password && Boolean(input.new_password) && Boolean(input.security_answer);
}
