import { useEffect } from 'react';
import { useLocation } from 'wouter';

/** Where one was last, of the screens that the navigation leads to. */
let last: string | undefined;

/** Remembers it; used once, around all screens. */
export function useRememberWhere(): void {
  const [location] = useLocation();
  useEffect(() => {
    if (/^\/(activity|courses|chats|me)$/.test(location)) last = location;
  }, [location]);
  // Who signs in next has come from nowhere.
  useEffect(() => () => void (last = undefined), []);
}

/** Where the arrow of a course or group leads on a phone: to where one came from. `otherwise`: for whom it was the first screen. */
export function cameFrom(otherwise: string): string {
  return last ?? otherwise;
}
