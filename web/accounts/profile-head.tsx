import { useRef, useState } from 'react';
import { useWords } from '../kernel/text/words.ts';
import { Avatar } from '../kernel/ui/avatar.tsx';
import { Button } from '../kernel/ui/button.tsx';
import { Field } from '../kernel/ui/field.tsx';
import { RoleBadge } from '../kernel/ui/role-badge.tsx';
import { say } from '../kernel/ui/toasts.tsx';
import { Problem } from './entrance.tsx';
import { useForm } from './form.ts';
import { useSignedIn } from './me.ts';
import { changeNickname, usePicture } from './profile.ts';
import { useAccountsText } from './text.ts';

/** Who I am to others: picture, name and role. */
export function ProfileHead() {
  const text = useAccountsText();
  const me = useSignedIn();
  const picker = useRef<HTMLInputElement>(null);
  const picture = usePicture();
  return (
    <>
      <div className="flex items-center gap-5">
        <Avatar name={me.nickname} picture={me.picture} size="large" />
        <div className="min-w-0">
          <p className="flex items-center gap-2">
            <span className="truncate text-title font-bold">{me.nickname}</span>
            <RoleBadge role={me.role} />
          </p>
          <p className="truncate text-quiet">@{me.username}</p>
          <p className="mt-2 flex flex-wrap gap-2">
            <Button busy={picture.busy} onClick={() => picker.current?.click()}>
              {me.picture === '' ? text.addPicture : text.changePicture}
            </Button>
            {me.picture !== '' && (
              <Button look="quiet" busy={picture.busy} onClick={picture.remove}>
                {text.removePicture}
              </Button>
            )}
          </p>
          <input
            ref={picker}
            type="file"
            hidden
            accept="image/png,image/jpeg,image/webp,image/gif,image/avif"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = '';
              if (file !== undefined) picture.upload(file);
            }}
          />
        </div>
      </div>
      <Nickname key={me.nickname} />
    </>
  );
}

function Nickname() {
  const text = useAccountsText();
  const words = useWords();
  const { username, nickname } = useSignedIn();
  const [written, setWritten] = useState(nickname);
  const form = useForm<'nickname'>({
    gaps: () => ({}),
    about: { nickname_too_long: 'nickname', nickname_imitates_staff: 'nickname', invalid_nickname: 'nickname' },
    send: async () => {
      await changeNickname(username, written.trim());
      say(text.nicknameChanged);
    },
  });
  const changed = written.trim() !== '' && written.trim() !== nickname;
  return (
    <form {...form.props} className="mt-6">
      <Field
        label={text.nickname}
        hint={text.nicknameHint}
        name="nickname"
        value={written}
        error={form.errorOf('nickname')}
        onChange={(event) => setWritten(event.currentTarget.value)}
      />
      {changed && (
        <p className="mt-2 flex gap-2">
          <Button type="submit" look="main" busy={form.busy}>
            {words.save}
          </Button>
          <Button
            look="quiet"
            onClick={() => {
              setWritten(nickname);
              form.clear();
            }}
          >
            {words.cancel}
          </Button>
        </p>
      )}
      <Problem>{form.problem}</Problem>
    </form>
  );
}
