import { type Static, Type } from 'typebox';
import { endpoint, optional, requiredInteger, text } from './endpoint.ts';
import { roomKind } from './entry.ts';
import { roomCode } from './room-code.ts';

const token = Type.String({ description: '256 random bits; told once, kept hashed. Whoever has it may come in' });
const expires = Type.Integer({ description: 'ms since the epoch' });

const invitation = Type.Object({
  id: Type.Integer(),
  by: Type.String({ description: 'who made it' }),
  by_nickname: Type.String(),
  created: Type.Integer({ description: 'ms since the epoch' }),
  expires,
  max_uses: Type.Integer(),
  uses: Type.Integer({ description: 'how many have come in by it' }),
});
export type InvitationView = Static<typeof invitation>;

export const createInvitation = endpoint({
  method: 'POST',
  path: '/create_invitation',
  title: 'Invite to a group or course by a link · 创建邀请链接',
  notes:
    'By the owner of the group, the instructor of the course, and admins. It enrols in a course whatever its rule is. A page of ours takes the token after `#`, where no server sees it.',
  access: { who: 'session' },
  input: Type.Object({
    room_code: roomCode(),
    hours: optional.integer('Hours', '1 to 720 until it expires, else 168'),
    max_uses: optional.integer('Max uses', '1 to 1000, else 100'),
  }),
  says: ['Invitation created'],
  answer: Type.Object({ id: Type.Integer(), token, expires, max_uses: Type.Integer() }),
  fails: [
    'chat_not_found',
    'direct_chat',
    'not_chat_owner',
    'chat_archived',
    'invalid_hours',
    'invalid_uses',
    'too_many_invitations',
  ],
  examples: [
    {
      input: { room_code: 'G01', hours: 24, max_uses: 30 },
      answer: {
        status: 'success',
        message: 'Invitation created',
        id: 1,
        token: 'q6dYx0…',
        expires: 1732896000000,
        max_uses: 30,
      },
    },
  ],
});

export const getInvitations = endpoint({
  method: 'GET',
  path: '/get_invitations',
  title: 'Invitations that are still good · 邀请链接列表',
  notes: 'For those who may make them. The latest first.',
  access: { who: 'session' },
  input: Type.Object({ room_code: roomCode() }),
  says: ['Invitations retrieved'],
  answer: Type.Object({ invitations: Type.Array(invitation) }),
  fails: ['chat_not_found', 'direct_chat', 'not_chat_owner'],
  examples: [
    {
      input: { room_code: 'G01' },
      answer: {
        status: 'success',
        message: 'Invitations retrieved',
        invitations: [
          {
            id: 1,
            by: 'test',
            by_nickname: 'Wow',
            created: 1732809600000,
            expires: 1732896000000,
            max_uses: 30,
            uses: 2,
          },
        ],
      },
    },
  ],
});

export const revokeInvitation = endpoint({
  method: 'POST',
  path: '/revoke_invitation',
  title: 'End an invitation · 撤销邀请链接',
  notes: 'By those who may make them. Who has come in by it stays.',
  access: { who: 'session' },
  input: Type.Object({ room_code: roomCode(), id: requiredInteger('ID', 'of the invitation') }),
  says: ['Invitation revoked'],
  answer: Type.Object({}),
  fails: ['chat_not_found', 'direct_chat', 'not_chat_owner', 'invitation_not_found'],
  examples: [{ input: { room_code: 'G01', id: 1 }, answer: { status: 'success', message: 'Invitation revoked' } }],
});

const where = {
  room_code: Type.String(),
  room_name: Type.String(),
  kind: roomKind,
};

export const showInvitation = endpoint({
  method: 'POST',
  path: '/show_invitation',
  title: 'Where an invitation leads · 查看邀请',
  notes: 'Changes nothing. POST, so that the token stands in no address.',
  access: { who: 'session' },
  input: Type.Object({ token: text('Token') }),
  says: ['Invitation shown'],
  answer: Type.Object({
    ...where,
    description: Type.String(),
    by: Type.String({ description: 'who made it' }),
    by_nickname: Type.String(),
    member_count: Type.Integer(),
    is_member: Type.Boolean({ description: 'the caller is in it already' }),
    expires,
  }),
  fails: ['invalid_invitation'],
  examples: [
    {
      input: { token: 'q6dYx0…' },
      answer: {
        status: 'success',
        message: 'Invitation shown',
        room_code: 'G01',
        room_name: 'A New Group',
        kind: 'group',
        description: '',
        by: 'test',
        by_nickname: 'Wow',
        member_count: 2,
        is_member: false,
        expires: 1732896000000,
      },
    },
  ],
});

export const acceptInvitation = endpoint({
  method: 'POST',
  path: '/accept_invitation',
  title: 'Come in by an invitation · 接受邀请',
  notes: 'Into the group, or the course with its group. Who is in it already stays, and uses nothing up.',
  access: { who: 'session' },
  input: Type.Object({ token: text('Token') }),
  says: ['Invitation accepted'],
  answer: Type.Object(where),
  fails: ['invalid_invitation', 'chat_archived', 'course_archived'],
  examples: [
    {
      input: { token: 'q6dYx0…' },
      answer: {
        status: 'success',
        message: 'Invitation accepted',
        room_code: 'G01',
        room_name: 'A New Group',
        kind: 'group',
      },
    },
  ],
});
