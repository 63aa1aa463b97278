import { showHostileText } from './hostile-text.ts';

// On every other screen too: hostile-text.long.ts.
showHostileText({ everywhere: false });
