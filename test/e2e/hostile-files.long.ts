import { describe, test } from 'node:test';
import { withoutBrowser } from '../browser.ts';
import { hostileFiles } from './hostile-files.ts';
import { openHostileFiles } from './open-hostile.ts';
import { setStage } from './stage.ts';

describe('the whole corpus of hostile files, in Chromium', { skip: withoutBrowser }, () => {
  const stage = setStage();

  test(`${hostileFiles.length} hostile files run nothing, however they are opened`, () =>
    openHostileFiles(stage, hostileFiles));
});
