import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EntryView } from '../contract/entry.ts';
import { type LogRow, logRowsOf } from '../web/chat/log-rows.ts';

const BEGIN = Date.UTC(2026, 8, 1, 4);
const times = (seq: number) => ({ seq, user: 'tony', time: '2026-09-01 12:00:00', ts: BEGIN + seq * 1000 });
const card = (seq: number, thread: number, title: string, deleted = false): EntryView => ({
  kind: 'post',
  ...times(seq),
  post: { id: thread, section: 'assignment', title, rev: seq - thread, due: null, deleted, changed: [] },
  thread,
});
const message = (seq: number): EntryView => ({ kind: 'message', ...times(seq), no: seq, text: 'x', file_ids: [] });
const titles = (rows: readonly LogRow[]) =>
  rows.flatMap((row) => (row.kind === 'post' ? [`${row.seq} ${row.now.post.title}`] : []));

test('every card of a post knows what it is by now, whenever the cards came', () => {
  const log = [card(1, 1, 'First'), message(2), card(3, 3, 'Other'), message(4), card(5, 1, 'Second')];
  const rows = logRowsOf('A', 'amy');
  const first = rows(log.slice(0, 4)).rows;
  assert.deepEqual(titles(first), ['1 First', '3 Other']);
  const grown = rows(log).rows;
  assert.deepEqual(titles(grown), ['1 Second', '3 Other', '5 Second']);
  assert.equal(grown[2], first[2], 'a row of which nothing is new stays the same');
  const more = rows([...log, card(6, 1, '', true)]).rows;
  assert.deepEqual(
    more.map((row) => row.kind === 'post' && row.now.post.deleted),
    [true, false, false, false, true, true],
  );
});

test('a first card that is loaded after the later ones knows of them', () => {
  const log = [card(1, 1, 'First'), message(2), message(3), card(4, 1, 'Second'), card(5, 1, 'Third')];
  const rows = logRowsOf('B', 'amy');
  assert.deepEqual(titles(rows(log.slice(2)).rows), ['4 Third', '5 Third']);
  const { rows: all, prepended } = rows(log);
  assert.equal(prepended, true);
  assert.deepEqual(titles(all), ['1 Third', '4 Third', '5 Third']);
});
