/**
 * Every refusal there is: its stable code, its message, and its HTTP status.
 * 200 is the call's own answer (old clients take anything else for a crash); the rest happen outside the call.
 */
export const errors = {
  invalid_auth_code: { status: 200, message: 'Invalid auth code' },
  username_taken: { status: 200, message: 'Username already exists' },
  invalid_username: {
    status: 200,
    message:
      'Invalid username: 1 to 64 characters, without control or invisible ones and without mixing look-alike scripts',
  },
  username_imitates_staff: { status: 200, message: 'Username looks like a staff member' },
  registration_closed: { status: 200, message: 'Registration needs an auth code' },
  invalid_login: { status: 200, message: 'Invalid username or password' },
  password_length: { status: 200, message: 'Password must have 8 to 256 characters' },
  password_length_staff: { status: 200, message: 'Password of staff must have 15 to 256 characters' },
  password_common: { status: 200, message: 'Password is among the most common ones, choose another' },
  security_answer_too_long: { status: 200, message: 'Security answer too long (at most 256 characters)' },
  user_not_found: { status: 200, message: 'User not found' },
  invalid_password: { status: 200, message: 'Invalid password' },
  invalid_security_answer: { status: 200, message: 'Invalid security answer' },
  invalid_recovery_code: {
    status: 200,
    message: 'Invalid recovery code: ask your instructor or administrator for one',
  },
  recovery_by_answer: { status: 200, message: 'Recovery codes are off on this server: it resets by security answer' },
  not_your_student: { status: 200, message: 'Only admins, and instructors for their students, make recovery codes' },
  nickname_too_long: { status: 200, message: 'Nickname too long (at most 64 characters)' },
  nickname_imitates_staff: { status: 200, message: 'Nickname looks like a staff member' },
  invalid_nickname: { status: 200, message: 'Invalid nickname: no control or invisible characters' },
  invalid_request: { status: 200, message: 'Invalid request' },
  invalid_token: { status: 200, message: 'Token too long (at most 4096 characters)' },

  course_not_found: { status: 200, message: 'Course not found' },
  course_exists: { status: 200, message: 'Course already exists' },
  invalid_course_code: {
    status: 200,
    message: 'Invalid course code: 1 to 64 characters without control characters, not starting with ~',
  },
  invalid_course_name: { status: 200, message: 'Invalid course name: 1 to 200 characters without control characters' },
  invalid_action: { status: 200, message: 'Invalid action' },
  invalid_section: { status: 200, message: 'Invalid section' },
  course_or_section_not_specified: { status: 200, message: 'Course code or section not specified' },
  own_course: { status: 200, message: 'Instructor cannot select own course' },
  not_in_course: { status: 200, message: 'Not in this course' },
  not_course_instructor: { status: 200, message: 'Only course instructor can modify course info' },
  not_staff: { status: 200, message: 'Only instructors can create courses' },
  not_an_instructor: { status: 200, message: 'Only an instructor can teach a course' },
  not_your_course: { status: 200, message: 'Only staff of the course can enrol others' },
  title_too_long: { status: 200, message: 'Title too long (at most 300 characters)' },
  body_too_long: { status: 200, message: 'Body too long (at most 100000 characters)' },

  chat_exists: { status: 200, message: 'Chat already exists' },
  chat_not_found: { status: 200, message: 'Chat not found' },
  invalid_room_code: {
    status: 200,
    message: 'Invalid room code: 1 to 64 characters without control characters, not starting with ~',
  },
  invalid_room_name: { status: 200, message: 'Invalid room name: 1 to 200 characters without control characters' },
  course_chat: { status: 200, message: 'Cannot edit user in course chat' },
  not_room_owner: { status: 200, message: 'Only the owner can remove others' },
  owner_stays: { status: 200, message: 'Owner cannot be removed' },
  message_too_long: { status: 200, message: 'Message too long' },
  client_id_reused: { status: 200, message: 'Client ID already used for another message' },
  invalid_client_id: { status: 200, message: 'Client ID too long (at most 64 characters)' },
  invalid_page: { status: 200, message: 'Invalid page: limit is 1 to 1000, before and after are message ids' },
  file_not_found: { status: 200, message: 'File not found' },

  invalid_json: { status: 400, message: 'The body is not JSON' },
  invalid_body: { status: 400, message: 'The body cannot be read' },
  invalid_type: { status: 400, message: 'A field has the wrong type' },
  invalid_url: { status: 400, message: 'The address cannot be read' },
  not_signed_in: { status: 401, message: 'Not signed in' },
  other_user: { status: 403, message: 'Signed in as someone else than the call names' },
  cross_site: { status: 403, message: 'Refused: this request comes from another web site' },
  path_not_found: { status: 404, message: 'No such path' },
  no_such_file: { status: 404, message: 'File not found' },
  method_not_allowed: { status: 405, message: 'Method not allowed' },
  request_timeout: { status: 408, message: 'The request came too slowly' },
  too_large: { status: 413, message: 'Too large' },
  range_not_satisfiable: { status: 416, message: 'The file has no such range' },
  foreign_host: { status: 421, message: 'This server does not answer under that host name' },
  too_many: { status: 429, message: 'Too many attempts, try again later' },
  headers_too_large: { status: 431, message: 'The request head is too large' },
  server_error: { status: 500, message: 'Something went wrong on the server' },
  busy: { status: 503, message: 'The server is busy, try again in a moment' },
  out_of_space: { status: 503, message: 'The server cannot store anything now, reading still works' },
} as const;

export type ErrorCode = keyof typeof errors;

/** What a missing, null or empty required field answers: HTTP 200, one code a label. */
export function notSpecified(label: string): { code: string; message: string } {
  return { code: `${label.toLowerCase().replaceAll(' ', '_')}_not_specified`, message: `${label} not specified` };
}
