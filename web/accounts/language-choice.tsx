import { setLanguage, useLanguage } from '../kernel/text/language.ts';
import { Segments } from '../kernel/ui/segments.tsx';
import { useAccountsText } from './text.ts';

export function LanguageChoice() {
  const text = useAccountsText();
  return (
    <Segments
      label={text.language}
      value={useLanguage()}
      choices={[
        { value: 'zh', label: '中文', lang: 'zh-CN' },
        { value: 'en', label: 'English', lang: 'en' },
      ]}
      onChoose={setLanguage}
    />
  );
}
