import { addInvitation } from '../accounts/codes.ts';
import type { School } from '../school.ts';
import { addressHere, registerLine } from '../welcome.ts';

/** Makes a code for one registration, and says how it is used. */
export async function invite(school: School, role: 'instructor' | 'admin'): Promise<string> {
  const code = await addInvitation(school, role);
  const { publicUrl, host, port } = school.config;
  const here = publicUrl?.href.replace(/\/$/, '') ?? addressHere({ host, port });
  return [`${code}  makes one ${role}, once, within 24 hours:`, `  ${registerLine(here, code)}`].join('\n');
}
