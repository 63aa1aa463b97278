import type { ReactNode } from 'react';
import { Page } from '../kernel/ui/page.tsx';
import { DeviceSettings } from './device-settings.tsx';
import { Devices } from './devices.tsx';
import { useSignedIn } from './me.ts';
import { ProfileHead } from './profile-head.tsx';
import { RecoveryCode } from './recovery-code.tsx';
import { useSchool } from './school.ts';
import { SecuritySettings } from './security-settings.tsx';
import { SignOut } from './sign-out.tsx';
import { useAccountsText } from './text.ts';

/** `children`: what other parts of the app have of the reader's own. */
export function MePage({ children }: { children?: ReactNode }) {
  const text = useAccountsText();
  const { role } = useSignedIn();
  const school = useSchool();
  return (
    <Page title={text.me}>
      <ProfileHead />
      {children}
      <DeviceSettings />
      <SecuritySettings />
      <Devices />
      {role !== 'student' && school.data?.recovery === 'code' && <RecoveryCode />}
      <SignOut />
    </Page>
  );
}
