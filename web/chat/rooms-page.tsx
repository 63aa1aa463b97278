import { useWords } from '../kernel/text/words.ts';
import { Empty } from '../kernel/ui/states.tsx';
import { useWide } from '../kernel/ui/wide.ts';
import { RoomList } from './room-list.tsx';
import { useChatText } from './text.ts';

/** Where the list stands beside the screen anyway, this says what to do with it; elsewhere it is the list. */
export function RoomsPage() {
  const words = useChatText();
  const { nav } = useWords();
  const wide = useWide();
  return (
    <div className="flex h-full flex-col">
      <h1 className="sr-only">{nav.chats}</h1>
      {wide ? (
        <div className="my-auto">
          <Empty title={words.pickOne} hint={words.pickOneHint} />
        </div>
      ) : (
        <RoomList />
      )}
    </div>
  );
}
