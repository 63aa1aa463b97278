import { useQuery } from '@tanstack/react-query';
import { getSchool } from '../../contract/accounts.ts';
import { call } from '../kernel/api.ts';

/** What the server says of itself to everyone: who may register, how a password is reset, how large a file may be. */
export function useSchool() {
  return useQuery({ queryKey: ['school'], queryFn: () => call(getSchool, {}) });
}
