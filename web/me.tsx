import { MePage } from './accounts/me-page.tsx';
import { MineInChats } from './chat/mine-in-chats.tsx';
import { MySpace } from './files/space.tsx';

/** The page of what is one's own, with what each part of the app has of it. */
export function Me() {
  return (
    <MePage>
      <MySpace />
      <MineInChats />
    </MePage>
  );
}
