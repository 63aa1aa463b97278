import { useWide } from '../kernel/ui/wide.ts';
import { Empty } from '../kernel/ui/states.tsx';
import { RoomList } from './room-list.tsx';
import { useChatText } from './text.ts';

/** Where the list stands beside the screen anyway, this says what to do with it; elsewhere it is the list. */
export function RoomsPage() {
  const words = useChatText();
  const wide = useWide();
  if (!wide) return <RoomList />;
  return (
    <div className="flex h-full flex-col justify-center">
      <Empty title={words.pickOne} hint={words.pickOneHint} />
    </div>
  );
}
