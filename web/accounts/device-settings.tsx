import { useNotifications } from '../kernel/notifications.ts';
import { setTheme, type Theme, useTheme } from '../kernel/theme.ts';
import { Segments } from '../kernel/ui/segments.tsx';
import { Switch } from '../kernel/ui/switch.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { Section, Setting } from './section.tsx';
import { useAccountsText } from './text.ts';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** What is chosen for this device, whoever sits at it. */
export function DeviceSettings() {
  const text = useAccountsText();
  const theme = useTheme();
  const notifications = useNotifications();
  return (
    <Section title={text.here}>
      <Setting name={text.language}>
        <LanguageChoice />
      </Setting>
      <Setting name={text.theme}>
        <Segments
          label={text.theme}
          value={theme}
          choices={THEMES.map((value) => ({ value, label: text.themes[value] }))}
          onChoose={setTheme}
        />
      </Setting>
      <Setting name={text.notifications} hint={text.notificationsAre[notifications.state]}>
        <Switch
          label={text.notifications}
          on={notifications.state === 'on'}
          disabled={notifications.state === 'denied' || notifications.state === 'impossible'}
          onChange={(on) => (on ? void notifications.ask() : notifications.turnOff())}
        />
      </Setting>
    </Section>
  );
}
