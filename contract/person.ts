import { type Static, Type } from 'typebox';
import { picture, role } from './endpoint.ts';

/** Somebody as others see them. */
export const person = Type.Object({ username: Type.String(), nickname: Type.String(), role, picture });
export type PersonCard = Static<typeof person>;

/** Whether somebody is there; who does not want it told is `offline`. */
export const presence = Type.Enum(['online', 'away', 'offline']);
export type Presence = Static<typeof presence>;

/** What a user lets others see. */
export const preferences = Type.Object({
  presence: Type.Boolean({ description: 'others see whether I am there' }),
  typing: Type.Boolean({ description: 'others see that I am typing' }),
});
export type Preferences = Static<typeof preferences>;
