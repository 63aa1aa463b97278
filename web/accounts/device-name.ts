const BROWSERS: readonly [RegExp, { zh: string; en: string }][] = [
  [/MicroMessenger\//, { zh: '微信', en: 'WeChat' }],
  [/HuaweiBrowser\//, { zh: '华为浏览器', en: 'Huawei Browser' }],
  [/MiuiBrowser\//, { zh: '小米浏览器', en: 'Mi Browser' }],
  [/QQBrowser\//, { zh: 'QQ 浏览器', en: 'QQ Browser' }],
  [/UCBrowser\//, { zh: 'UC 浏览器', en: 'UC Browser' }],
  [/SamsungBrowser\//, { zh: '三星浏览器', en: 'Samsung Internet' }],
  [/Edg(A|iOS)?\//, { zh: 'Edge', en: 'Edge' }],
  [/OPR\//, { zh: 'Opera', en: 'Opera' }],
  [/(Firefox|FxiOS)\//, { zh: 'Firefox', en: 'Firefox' }],
  [/(Headless)?(Chrome|CriOS)\//, { zh: 'Chrome', en: 'Chrome' }],
  [/Safari\//, { zh: 'Safari', en: 'Safari' }],
];

const SYSTEMS: readonly [RegExp, { zh: string; en: string }][] = [
  [/OpenHarmony|HarmonyOS/, { zh: '鸿蒙', en: 'HarmonyOS' }],
  [/iPhone/, { zh: 'iPhone', en: 'iPhone' }],
  [/iPad/, { zh: 'iPad', en: 'iPad' }],
  [/Android/, { zh: '安卓', en: 'Android' }],
  [/Windows/, { zh: 'Windows', en: 'Windows' }],
  [/Macintosh/, { zh: 'Mac', en: 'Mac' }],
  [/CrOS/, { zh: 'Chromebook', en: 'Chromebook' }],
  [/Linux/, { zh: 'Linux', en: 'Linux' }],
];

/**
 * What people call a device, from what its client says of itself: `Chrome · Windows`. `program`: no browser, but something that
 * names itself (curl, an app). Neither: nothing that can be read.
 */
export function deviceName(agent: string, language: 'zh' | 'en'): { name?: string; program?: string } {
  const system = SYSTEMS.find(([mark]) => mark.test(agent))?.[1][language];
  const browser = agent.startsWith('Mozilla/') ? BROWSERS.find(([mark]) => mark.test(agent))?.[1][language] : undefined;
  const name = [browser, system].filter((part) => part !== undefined).join(' · ');
  if (name !== '') return { name };
  const program = /^[\w.-]{2,40}/.exec(agent)?.[0];
  return program === undefined ? {} : { program };
}
