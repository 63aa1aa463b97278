import { useEffect, useState } from 'react';
import { Failed, Waiting } from '../kernel/ui/states.tsx';
import { Entrance, EntranceLink } from './entrance.tsx';
import { RegistrationForm } from './registration-form.tsx';
import { useSchool } from './school.ts';
import { useAccountsText } from './text.ts';

/** Makes the administrator, by the address that a start of the server printed: `/app/start#CODE`. */
export function StartPage() {
  const text = useAccountsText();
  const school = useSchool();
  const [given, setGiven] = useState('');

  // The address bar is outside of React; the code leaves it, so that nobody reads it there and no history keeps it.
  useEffect(() => {
    const take = () => {
      if (location.hash.length < 2) return;
      setGiven(location.hash.slice(1));
      history.replaceState(history.state, '', location.pathname);
    };
    take();
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);

  if (school.data === undefined) {
    return (
      <Entrance title={text.start}>
        {school.isError ? <Failed error={school.error} onRetry={() => void school.refetch()} /> : <Waiting />}
      </Entrance>
    );
  }
  if (!school.data.needs_admin) {
    return (
      <Entrance title={text.startDone}>
        <p>{text.startDoneHint}</p>
        <p className="flex gap-6">
          <EntranceLink to="/sign-in">{text.signIn}</EntranceLink>
          <EntranceLink to="/register">{text.register}</EntranceLink>
        </p>
      </Entrance>
    );
  }
  return (
    <Entrance title={text.start}>
      <p>{text.startIntro}</p>
      <RegistrationForm
        key={given}
        codeIs="needed"
        given={given}
        codeLabel={text.startCode}
        codeHint={text.startCodeHint}
        submit={text.doStart}
      />
    </Entrance>
  );
}
