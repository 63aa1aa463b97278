import type { Generated } from 'kysely';

export type Section = 'announcement' | 'assignment' | 'content';

export type CoursesTables = {
  courses: {
    id: Generated<number>;
    code: string;
    name: string;
    instructor_id: number;
    room_id: number;
    created_at: number;
    /** How students come in by themselves. */
    enrolment: Generated<'open' | 'code' | 'closed'>;
    enrolment_code: Generated<string | null>;
    /** Since when it is read only; its room's is the same. */
    archived_at: Generated<number | null>;
  };
  course_people: {
    course_id: number;
    user_id: number;
    role: 'student' | 'assistant';
    joined_at: number;
  };
  posts: {
    id: Generated<number>;
    course_id: number;
    section: Section;
    title: string;
    body: string;
    author_id: number;
    due_at: number | null;
    at: number;
    rev: Generated<number>;
    /** Its first card in the room of the course: the root of its thread. Null only until that is written. */
    card_seq: Generated<number | null>;
  };
  post_files: { post_id: number; position: number; file_id: string };
};
