/** Why a live socket was closed. */
export const closeCodes = {
  restart: { code: 1012, means: 'the server restarts: come back after a random 0 to 5 s' },
  ended: { code: 4401, means: 'no session, or it has ended' },
  putOut: { code: 4403, means: 'no longer in this room (`/ws/{room_code}` alone)' },
  tooSlow: { code: 4408, means: 'too slow to read: come back and go on by the cursors' },
  flood: { code: 4429, means: 'more than 20 frames a second' },
} as const;
