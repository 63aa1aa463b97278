import { Activity, BookOpen, CircleUserRound, MessagesSquare } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { Link, Redirect, Route, Switch, useLocation, useParams } from 'wouter';
import { sessionEnded, useSignedIn } from './accounts/me.ts';
import { Notice } from './accounts/notice.tsx';
import { Me } from './me.tsx';
import { JoinPage } from './chat/join-page.tsx';
import { followRooms } from './chat/live-news.ts';
import { ReportsPage } from './chat/reports-page.tsx';
import { RoomList } from './chat/room-list.tsx';
import { RoomPage } from './chat/room-page.tsx';
import { RoomsPage } from './chat/rooms-page.tsx';
import { ThreadsPage } from './chat/threads-page.tsx';
import { UnreadPage } from './chat/unread-page.tsx';
import { useUnreadSigns } from './chat/unread-signs.ts';
import { KeyboardLayer } from './command/keyboard-layer.tsx';
import { PaletteButton } from './command/palette-button.tsx';
import { SkipLink } from './command/skip-link.tsx';
import { ActivityPage } from './courses/activity-page.tsx';
import { CoursePage } from './courses/course-page.tsx';
import { CoursesPage } from './courses/courses-page.tsx';
import { followPosts } from './courses/live-news.ts';
import { Boundary } from './kernel/boundary.tsx';
import { useRememberWhere } from './kernel/came-from.ts';
import { useLiveState } from './kernel/live.ts';
import { useWords } from './kernel/text/words.ts';
import { classes } from './kernel/ui/classes.ts';
import { Empty, Waiting } from './kernel/ui/states.tsx';
import { SearchPage } from './search/search-page.tsx';

// Seldom asked for, so it comes when it is.
const OwnFilesPage = lazy(async () => ({ default: (await import('./files/own-files-page.tsx')).OwnFilesPage }));

/** Everything of somebody signed in: where to go on the left (on a phone below), the rooms, and the screen. */
export function Shell() {
  const [location] = useLocation();
  const { username } = useSignedIn();
  useEffect(() => {
    const stops = [followPosts(), followRooms(username)];
    return () => stops.forEach((stop) => stop());
  }, [username]);
  const state = useLiveState();
  useEffect(() => {
    if (state === 'out') sessionEnded();
  }, [state]);
  useUnreadSigns();
  useRememberWhere();

  return (
    <div className="flex h-dvh flex-col pt-[env(safe-area-inset-top)] sm:flex-row">
      <SkipLink />
      <Navigation />
      <aside className="hidden w-72 shrink-0 flex-col border-r border-line bg-side lg:flex">
        <RoomList />
      </aside>
      <div className="flex min-h-0 min-w-0 grow flex-col">
        <ConnectionLine />
        <Notice />
        <main id="main" tabIndex={-1} className="min-h-0 grow outline-none">
          <Boundary key={location.split('/')[1]}>
            <Suspense fallback={<Waiting lines={8} />}>
              <Screens />
            </Suspense>
          </Boundary>
        </main>
      </div>
      <KeyboardLayer />
    </div>
  );
}

function Screens(): ReactNode {
  return (
    <Switch>
      <Route path="/">
        <Redirect to="/activity" replace />
      </Route>
      <Route path="/activity" component={ActivityPage} />
      <Route path="/courses" component={CoursesPage} />
      <Route path="/courses/:code/:tab?" component={Course} />
      <Route path="/chats" component={RoomsPage} />
      <Route path="/chats/:code" component={Room} />
      <Route path="/threads" component={ThreadsPage} />
      <Route path="/unread" component={UnreadPage} />
      <Route path="/join" component={JoinPage} />
      <Route path="/search" component={SearchPage} />
      <Route path="/reports" component={ReportsPage} />
      <Route path="/me" component={Me} />
      <Route path="/me/files" component={OwnFilesPage} />
      <Route component={NotFound} />
    </Switch>
  );
}

function Course() {
  const { code = '', tab = 'chat' } = useParams();
  return <CoursePage key={code} code={decodeURIComponent(code)} tab={tab} />;
}

function Room() {
  const { code = '' } = useParams();
  return <RoomPage key={code} code={decodeURIComponent(code)} />;
}

function NotFound() {
  const words = useWords();
  return <Empty title={words.notFound} hint={words.notFoundHint} />;
}

function Navigation() {
  const { nav } = useWords();
  const [location] = useLocation();
  const places = [
    { to: '/activity', name: nav.activity, icon: Activity },
    { to: '/courses', name: nav.courses, icon: BookOpen },
    { to: '/chats', name: nav.chats, icon: MessagesSquare },
    { to: '/me', name: nav.me, icon: CircleUserRound },
  ];
  // In a room a phone has all its height for the room.
  const inside = /^\/(courses|chats)\/./.test(location);
  return (
    <nav
      aria-label={nav.main}
      className={classes(
        'order-last shrink-0 justify-around border-t border-line bg-side pb-[env(safe-area-inset-bottom)] sm:order-first sm:flex sm:w-16 sm:flex-col sm:justify-start sm:gap-1 sm:border-t-0 sm:border-r sm:pt-3',
        inside ? 'hidden' : 'flex',
      )}
    >
      {places.map(({ to, name, icon: Icon }) => {
        // What is unread and one's threads are parts of the chats.
        const here = location.startsWith(to) || (to === '/chats' && /^\/(unread|threads)$/.test(location));
        return (
          <Link
            key={to}
            href={to}
            aria-current={here ? 'page' : undefined}
            className={classes(
              'mx-1 flex min-h-14 grow flex-col items-center justify-center rounded-box text-small sm:grow-0',
              here ? 'font-bold text-accent sm:bg-chosen' : 'text-quiet hover:bg-hover',
            )}
          >
            <Icon size={22} aria-hidden />
            {name}
          </Link>
        );
      })}
      <PaletteButton />
    </nav>
  );
}

function ConnectionLine() {
  const words = useWords();
  const waits = useLiveState() === 'waiting';
  const [late, setLate] = useState(false);
  // Connecting takes a moment; only what lasts is worth a word.
  useEffect(() => {
    const timer = setTimeout(() => setLate(waits), waits ? 2_000 : 0);
    return () => clearTimeout(timer);
  }, [waits]);
  return (
    <p role="status" className="bg-mark px-4 text-small empty:hidden">
      {waits && late ? words.noConnection : ''}
    </p>
  );
}
