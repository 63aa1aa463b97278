import { lazy, type ReactNode, Suspense } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { useAskedFor } from './accounts/entrance.tsx';
import { RegisterPage } from './accounts/register-page.tsx';
import { ResetPage } from './accounts/reset-page.tsx';
import { SignInPage } from './accounts/sign-in-page.tsx';
import { StartPage } from './accounts/start-page.tsx';
import { SignedInAs, useMe } from './accounts/me.ts';
import { Boundary } from './kernel/boundary.tsx';
import { Failed, Waiting } from './kernel/ui/states.tsx';

const Shell = lazy(async () => ({ default: (await import('./shell.tsx')).Shell }));

/** Every screen. Those for signing in come with the first load, the rest once somebody is signed in. */
export function Routes() {
  return (
    <Boundary>
      <Router base="/app">
        <Entrance />
      </Router>
    </Boundary>
  );
}

function Entrance() {
  const me = useMe();
  if (me.data === undefined) {
    return me.isError ? <Failed error={me.error} onRetry={() => void me.refetch()} /> : <Waiting />;
  }
  if (me.data === null) return <SignedOut />;
  return (
    <SignedInAs value={me.data}>
      <SignedIn />
    </SignedInAs>
  );
}

function SignedOut() {
  return (
    <Switch>
      <Route path="/register" component={RegisterPage} />
      <Route path="/reset" component={ResetPage} />
      <Route path="/start" component={StartPage} />
      <Route component={SignInPage} />
    </Switch>
  );
}

function SignedIn(): ReactNode {
  // The page that was asked for comes up after signing in; those for signing in have nothing more to say.
  return (
    <Suspense fallback={<Waiting />}>
      <Switch>
        <Route path="/sign-in" component={Onward} />
        <Route path="/register" component={Onward} />
        <Route path="/reset" component={Onward} />
        <Route path="/start" component={Onward} />
        <Route>
          <Shell />
        </Route>
      </Switch>
    </Suspense>
  );
}

function Onward() {
  return <Redirect to={useAskedFor()} replace />;
}
