import { Component, type ReactNode } from 'react';
import { useWords } from './text/words.ts';
import { Button } from './ui/button.tsx';
import { Empty } from './ui/states.tsx';

/** What a broken page shows in place of nothing. React has this as a class only. */
export class Boundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const words = useWords();
  return (
    <Empty title={words.broken} hint={words.brokenHint}>
      <Button look="main" onClick={() => location.reload()}>
        {words.reload}
      </Button>
    </Empty>
  );
}
