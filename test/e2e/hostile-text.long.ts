import { showHostileText } from './hostile-text.ts';

showHostileText({ everywhere: true });
