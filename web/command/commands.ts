import {
  Activity,
  BookOpen,
  CircleUserRound,
  CheckCheck,
  Hash,
  Inbox,
  Keyboard,
  Languages,
  LogOut,
  type LucideIcon,
  Flag,
  MessageCircle,
  MessageSquareReply,
  MessagesSquare,
  Plus,
  Search,
  SunMoon,
  User,
  UsersRound,
} from 'lucide-react';
import { useLocation } from 'wouter';
import { useSignedIn } from '../accounts/me.ts';
import type { Person } from '../accounts/people.ts';
import { standsOut, useMarkRead } from '../chat/attention.ts';
import { addressOf, titleOf, useRooms } from '../chat/rooms.ts';
import { useCourses } from '../courses/courses.ts';
import { openOverlay } from '../kernel/palette.ts';
import { setLanguage, useLanguage } from '../kernel/text/language.ts';
import { useWords } from '../kernel/text/words.ts';
import { setTheme, useTheme } from '../kernel/theme.ts';
import { type Findable, fitting, rankOf } from './match.ts';
import { usePlaces } from './places-found.ts';
import { type Action, useCommandText } from './text.ts';

export type Command = Findable & {
  id: string;
  /** Beside the name, quiet. */
  note?: string | undefined;
  icon: LucideIcon;
  run(): void;
};
type Group = { title: string; commands: Command[] };
/** What opens above the screen, which the commands alone cannot draw. */
export type Openers = {
  newGroup(): void;
  newDirect(): void;
  createCourse(): void;
  person(person: Person): void;
  signOut(): void;
};

const MOST = 7;
/** While nothing is written yet. */
const MOST_AT_FIRST = 5;

/**
 * What fits what is written: rooms, courses, people, actions, the group with the best first. Nothing written: the rooms, unread ones
 * first, and the actions. The last line searches what was said and posted.
 */
export function useCommands(written: string, openers: Openers): { groups: Group[]; asking: boolean } {
  const text = useCommandText();
  const rooms = useRoomCommands();
  const courses = useCourseCommands();
  const actions = useActions(openers);
  const places = usePlaces(written);
  const [, go] = useLocation();
  if (written.trim() === '') {
    const groups = [
      { title: text.rooms, commands: rooms.slice(0, MOST_AT_FIRST) },
      { title: text.actions, commands: actions },
    ];
    return { groups: groups.filter(({ commands }) => commands.length > 0), asking: false };
  }

  const found = places.data ?? [];
  const persons = found
    .filter((place) => place.kind === 'person')
    .map(({ name: nickname, ...person }): Command => ({
      id: `person:${person.username}`,
      name: nickname,
      also: [person.username],
      note: `@${person.username}`,
      icon: User,
      run: () => openers.person({ ...person, nickname }),
    }));
  // By pinyin the server alone finds them.
  const named = (all: Command[], ids: ReadonlySet<string>) => {
    const fits = fitting(all, written);
    return [...fits, ...all.filter((one) => ids.has(one.id) && !fits.includes(one))].slice(0, MOST);
  };
  const ids = new Set(
    found.flatMap((place) => {
      if (place.kind === 'room') return [`room:${place.room_code}`];
      return place.kind === 'course' ? [`course:${place.course_code}`, `room:${place.course_code}`] : [];
    }),
  );
  const groups = [
    { title: text.rooms, commands: named(rooms, ids) },
    { title: text.courses, commands: named(courses, ids) },
    { title: text.people, commands: persons.slice(0, MOST) },
    { title: text.actions, commands: fitting(actions, written) },
  ];
  const best = ({ commands: [first] }: Group) =>
    first === undefined ? Infinity : (rankOf(written, first) ?? Infinity);
  const everything = {
    id: 'search',
    name: text.searchFor(written.trim()),
    icon: Search,
    run: () => go(`/search?${new URLSearchParams({ q: written.trim() })}`),
  };
  return {
    groups: [
      ...groups.filter(({ commands }) => commands.length > 0).toSorted((a, b) => best(a) - best(b)),
      { title: text.search, commands: [everything] },
    ],
    asking: places.isFetching,
  };
}

/** A course's room is found by who teaches it, too. */
function useRoomCommands(): Command[] {
  const text = useCommandText();
  const [, go] = useLocation();
  const rooms = useRooms().data ?? [];
  const teachers = new Map(useCourses().data?.map((one) => [one.course_code, one.instructor_nickname]));
  return rooms
    .toSorted((a, b) => Number(standsOut(b)) - Number(standsOut(a)))
    .map((room) => ({
      id: `room:${room.room_code}`,
      name: titleOf(room),
      also: [room.other?.username ?? room.room_code, teachers.get(room.room_code) ?? ''],
      note: room.unread > 0 ? text.unread(room.unread) : undefined,
      icon: { course: Hash, group: UsersRound, direct: User }[room.kind],
      run: () => go(addressOf(room)),
    }));
}

/** Those without a room of one's own: the others are there as rooms. */
function useCourseCommands(): Command[] {
  const [, go] = useLocation();
  const courses = useCourses().data ?? [];
  const mine = new Set(useRooms().data?.map(({ room_code }) => room_code));
  return courses
    .filter(({ course_code }) => !mine.has(course_code))
    .map((course) => ({
      id: `course:${course.course_code}`,
      name: course.course_name,
      also: [course.course_code, course.instructor_nickname, course.instructor],
      note: `${course.course_code} · ${course.instructor_nickname}`,
      icon: BookOpen,
      run: () => go(`/courses/${encodeURIComponent(course.course_code)}`),
    }));
}

/** What an action is called by its sounds: by their initials, and whole. */
function soundsOf(syllables: string): string[] {
  const each = syllables.split(' ').filter((one) => one !== '');
  return each.length === 0 ? [] : [each.map((one) => one[0]).join(''), each.join('')];
}

function useActions(openers: Openers): Command[] {
  const text = useCommandText();
  const { nav } = useWords();
  const [, go] = useLocation();
  const { role } = useSignedIn();
  const language = useLanguage();
  const theme = useTheme();
  const rooms = useRooms().data ?? [];
  const markRead = useMarkRead();
  const nextTheme = theme === 'system' ? 'dark' : theme === 'dark' ? 'light' : 'system';
  const actions: ((Command & { id: Action }) | false)[] = [
    { id: 'search', name: text.searchAll, icon: Search, run: () => go('/search') },
    { id: 'new-direct', name: text.newDirect, icon: MessageCircle, run: openers.newDirect },
    { id: 'new-group', name: text.newGroup, icon: Plus, run: openers.newGroup },
    role !== 'student' && { id: 'create-course', name: text.createCourse, icon: Plus, run: openers.createCourse },
    { id: 'unread', name: text.catchUp, icon: Inbox, run: () => go('/unread') },
    { id: 'mark-read', name: text.markAllRead, icon: CheckCheck, run: () => markRead.all(rooms) },
    { id: 'activity', name: text.goTo(nav.activity), icon: Activity, run: () => go('/activity') },
    { id: 'courses', name: text.goTo(nav.courses), icon: BookOpen, run: () => go('/courses') },
    { id: 'chats', name: text.goTo(nav.chats), icon: MessagesSquare, run: () => go('/chats') },
    { id: 'threads', name: text.threads, icon: MessageSquareReply, run: () => go('/threads') },
    role !== 'student' && { id: 'reports', name: text.reports, icon: Flag, run: () => go('/reports') },
    { id: 'me', name: text.goTo(nav.me), icon: CircleUserRound, run: () => go('/me') },
    { id: 'theme', name: text.themeIs[nextTheme], icon: SunMoon, run: () => setTheme(nextTheme) },
    {
      id: 'language',
      name: text.otherLanguage,
      icon: Languages,
      run: () => setLanguage(language === 'zh' ? 'en' : 'zh'),
    },
    { id: 'shortcuts', name: text.shortcuts, note: '?', icon: Keyboard, run: () => openOverlay('shortcuts') },
    { id: 'sign-out', name: text.signOut, icon: LogOut, run: openers.signOut },
  ];
  return actions
    .filter((action) => action !== false)
    .map((action) => ({ ...action, also: soundsOf(text.sounds[action.id]) }));
}
