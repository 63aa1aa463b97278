import { forgetEverything } from './queries.ts';

/** What a capability has on this device that is its user's alone. */
type Belongings = {
  /** How much of it the server does not have yet: it would be lost. */
  unsent(): number;
  /** Drops what the running page holds of it. What is in the browser's stores goes without being asked. */
  forget(): void;
};

/** These belong to the device, whoever sits at it. */
const OF_THE_DEVICE: readonly string[] = ['language', 'theme'];
const everybodys = new Set<Belongings>();

/** Registers what must be asked before somebody signs out here, and emptied then. */
export function belongs(belongings: Belongings): void {
  everybodys.add(belongings);
}

/** How many things written here would be lost by signing out now. */
export function countUnsent(): number {
  return [...everybodys].reduce((sum, { unsent }) => sum + unsent(), 0);
}

/** Leaves nothing of its user on this device: not what was read, not what was written, not what waits to be sent. */
export async function forgetUser(): Promise<void> {
  for (const { forget } of everybodys) forget();
  for (const name of Object.keys(localStorage)) if (!OF_THE_DEVICE.includes(name)) localStorage.removeItem(name);
  sessionStorage.clear();
  await forgetEverything();
}
