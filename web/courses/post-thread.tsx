import { ThreadView } from '../chat/thread-view.tsx';
import { useRoom } from '../chat/rooms.ts';
import type { Course } from './courses.ts';
import type { Post } from './post.ts';
import { usePostText } from './post-text.ts';

/** What is said about a post, below it. Who reads the course without being in its group sees the post alone. */
export function PostThread({ post, course }: { post: Post; course: Course | undefined }) {
  const text = usePostText();
  const room = useRoom(post.course_code);
  if (room === undefined) return null;
  return (
    <section aria-label={text.discussion} className="mt-2">
      <ThreadView
        bare
        room={room}
        root={post.thread}
        {...(course !== undefined && { assistants: course.assistants })}
      />
    </section>
  );
}
