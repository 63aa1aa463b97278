import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { IconButton } from '../kernel/ui/button.tsx';
import { Menu, MenuItem } from '../kernel/ui/menu.tsx';
import { complain } from '../kernel/ui/toasts.tsx';
import { actLater } from '../kernel/later.ts';
import type { Post } from './post.ts';
import { PostEditor } from './post-editor.tsx';
import { deletePost } from './posts.ts';
import { usePostText } from './post-text.ts';

/** What those who may post do with a post. */
export function PostActions({ post }: { post: Post }) {
  const text = usePostText();
  const textOf = useRefusalText();
  const [editing, setEditing] = useState(false);
  const remove = () =>
    actLater(
      `post:${post.id}`,
      text.postDeleted(post.title),
      () => deletePost(post),
      (error) => complain(textOf(error)),
    );
  return (
    <>
      <Menu
        trigger={
          <IconButton label={text.postMenu(post.title)}>
            <Ellipsis size={20} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem onChoose={() => setEditing(true)}>
          <Pencil size={16} aria-hidden />
          {text.editPost}
        </MenuItem>
        <MenuItem danger onChoose={remove}>
          <Trash2 size={16} aria-hidden />
          {text.deletePost}
        </MenuItem>
      </Menu>
      {editing && (
        <PostEditor code={post.course_code} section={post.section} post={post} onClose={() => setEditing(false)} />
      )}
    </>
  );
}
