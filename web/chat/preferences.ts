import { useMutation, useQuery } from '@tanstack/react-query';
import { getPreferences, setPreferences } from '../../contract/attention.ts';
import type { Preferences } from '../../contract/person.ts';
import { call } from '../kernel/api.ts';
import { live } from '../kernel/live.ts';
import { queries } from '../kernel/queries.ts';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { complain } from '../kernel/ui/toasts.tsx';

const PREFERENCES = ['preferences'] as const;

/** What others may see of whoever is signed in, on all devices. `set` shows it at once, and takes it back when it was refused. */
export function usePreferences(): { preferences: Preferences | undefined; set(change: Partial<Preferences>): void } {
  const textOf = useRefusalText();
  const { data } = useQuery({
    queryKey: PREFERENCES,
    queryFn: async () => (await call(getPreferences, {})).preferences,
  });
  const setting = useMutation({
    mutationFn: async ({ presence, typing }: Partial<Preferences>) =>
      call(setPreferences, {
        ...(presence !== undefined && { presence: Number(presence) }),
        ...(typing !== undefined && { typing: Number(typing) }),
      }),
    onMutate: (change) => {
      const before = queries.getQueryData<Preferences>(PREFERENCES);
      queries.setQueryData<Preferences>(PREFERENCES, (now) => now && { ...now, ...change });
      return before;
    },
    onError: (error, _, before) => {
      queries.setQueryData(PREFERENCES, before);
      complain(textOf(error));
    },
  });
  return { preferences: data, set: (change) => setting.mutate(change) };
}

/** Changed on another device, it is changed here. */
export function followPreferences(): () => void {
  const stops = [
    live.on('welcome', (_, { preferences }) => queries.setQueryData<Preferences>(PREFERENCES, preferences)),
    live.on('inbox', (entries) => {
      for (const entry of entries)
        if (entry.kind === 'preferences') queries.setQueryData<Preferences>(PREFERENCES, entry.preferences);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
