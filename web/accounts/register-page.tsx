import { Entrance, EntranceLink, Invited } from './entrance.tsx';
import { RegistrationForm } from './registration-form.tsx';
import { useSchool } from './school.ts';
import { useAccountsText } from './text.ts';

export function RegisterPage() {
  const text = useAccountsText();
  const byCodeOnly = useSchool().data?.register === 'code';
  return (
    <Entrance title={text.register}>
      <Invited />
      {byCodeOnly && <p>{text.codeNeeded}</p>}
      <RegistrationForm
        codeIs={byCodeOnly ? 'needed' : 'possible'}
        codeLabel={text.invitationCode}
        {...(!byCodeOnly && { codeHint: text.codeHint })}
        submit={text.register}
      />
      <p className="flex items-baseline gap-2 text-quiet">
        {text.haveAccount} <EntranceLink to="/sign-in">{text.signIn}</EntranceLink>
      </p>
    </Entrance>
  );
}
