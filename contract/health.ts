import { Type } from 'typebox';
import { endpoint } from './endpoint.ts';

export const health = endpoint({
  method: 'GET',
  path: '/health',
  title: 'Whether the server answers · 服务器是否在线',
  access: { who: 'everyone' },
  input: Type.Object({}),
  says: ['Serving'],
  answer: Type.Object({ version: Type.String() }),
  fails: [],
  examples: [{ input: {}, answer: { status: 'success', message: 'Serving', version: '0.1.0' } }],
});

export const ready = endpoint({
  method: 'GET',
  path: '/ready',
  title: 'Whether the database answers too · 数据库是否可用',
  access: { who: 'everyone' },
  input: Type.Object({}),
  says: ['Ready'],
  answer: Type.Object({}),
  fails: ['busy'],
  examples: [{ input: {}, answer: { status: 'success', message: 'Ready' } }],
});
