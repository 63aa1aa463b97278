import { useMutation } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useRefusalText } from '../kernel/text/refusals.ts';
import { Button } from '../kernel/ui/button.tsx';
import { Choice, Field } from '../kernel/ui/field.tsx';
import { say } from '../kernel/ui/toasts.tsx';
import { invite } from './invitations.ts';
import { useRoomText } from './room-text.ts';

const HOURS = ['24', '168', '720'] as const;
const USES = ['1', '10', '100', '1000'] as const;

/** Makes a link on one's own terms, and shows it this once. */
export function NewInvitation({ code, onDone }: { code: string; onDone(): void }) {
  const words = useRoomText();
  const textOf = useRefusalText();
  const [hours, setHours] = useState<(typeof HOURS)[number]>('168');
  const [uses, setUses] = useState<(typeof USES)[number]>('100');
  const making = useMutation({
    mutationFn: async () => invite(code, { hours: Number(hours), max_uses: Number(uses) }),
  });
  if (making.data !== undefined) return <Made link={making.data} onDone={onDone} />;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-quiet">{words.invitationsHint}</p>
      <Choice<(typeof HOURS)[number]>
        label={words.validFor}
        value={hours}
        choices={HOURS.map((value) => ({ value, label: words.hours[value] }))}
        onChoose={setHours}
      />
      <Choice<(typeof USES)[number]>
        label={words.forHowMany}
        value={uses}
        choices={USES.map((value) => ({ value, label: words.uses[value] }))}
        onChoose={setUses}
      />
      <p role="alert" className="text-danger empty:hidden">
        {making.isError ? textOf(making.error) : ''}
      </p>
      <Button look="main" className="self-end" busy={making.isPending} onClick={() => making.mutate()}>
        {words.makeLink}
      </Button>
    </div>
  );
}

function Made({ link, onDone }: { link: string; onDone(): void }) {
  const words = useRoomText();
  return (
    <div className="flex flex-col gap-4">
      <Field
        label={words.link}
        hint={words.onlyNow}
        value={link}
        readOnly
        ref={(field) => field?.select()}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={onDone}>
          {words.done}
        </Button>
        {/* Plain http has no clipboard: there it can be marked and copied by hand. */}
        {'clipboard' in navigator && (
          <Button look="main" onClick={() => void navigator.clipboard.writeText(link).then(() => say(words.copied))}>
            <Copy size={16} aria-hidden />
            {words.copyLink}
          </Button>
        )}
      </div>
    </div>
  );
}
