import { useRoom } from '../chat/rooms.ts';
import { ThreadView } from '../chat/thread-view.tsx';
import type { Course } from './courses.ts';
import type { Post } from './post.ts';
import { usePostText } from './post-text.ts';

/** What is said about a post, where it stands; for those who are in the course's group. */
export function PostThread({ post, course }: { post: Post; course: Course | undefined }) {
  const text = usePostText();
  const room = useRoom(post.course_code);
  if (room === undefined || course === undefined || post.thread === 0) return null;
  return (
    <section aria-label={text.talk} className="border-t border-line pt-3">
      <h3 className="font-bold">{text.talk}</h3>
      <ThreadView room={room} root={post.thread} assistants={course.assistants} bare />
    </section>
  );
}
