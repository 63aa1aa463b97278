import { Type } from 'typebox';
import { endpoint, optional } from './endpoint.ts';

export const uploadInParts = endpoint({
  method: 'POST',
  path: '/upload_in_parts',
  title: 'Upload a large file that goes on where it broke off · 断点续传',
  notes: [
    'The [tus protocol](https://tus.io/protocols/resumable-upload) 1.0.0 with its extensions creation, creation-with-upload, expiration and',
    'termination: any tus client works, with this address as its endpoint. `POST` with `Upload-Length` and `Upload-Metadata: filename <base64>`',
    'begins and answers `Location`; `PATCH`, `HEAD` and `DELETE` go there (`?file_id=`). The `file_id` of the beginning is that of the file: it',
    'can be used once the last `PATCH` has been answered 204. What is not finished within seven days is dropped. The limit is',
    '`MAX_UPLOAD_IN_PARTS`. Refusals are in the envelope, with the status codes of the protocol.',
  ].join('\n'),
  access: { who: 'caller' },
  input: Type.Object({ file_id: optional.text('File ID', 'of what was begun; not with POST') }),
  body: 'tus',
  says: ['Upload begun'],
  answer: Type.Object({ file_id: Type.String({ pattern: '^[0-9a-f]{24}$' }) }),
  fails: [
    'upload_not_found',
    'upload_conflict',
    'invalid_upload',
    'too_large',
    'kind_refused',
    'quota_used_up',
    'file_infected',
  ],
  examples: [
    {
      input: {},
      answer: { status: 'success', message: 'Upload begun', file_id: '6748a4a4a1565782cdc26ba1' },
    },
  ],
});
