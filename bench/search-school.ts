import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Client } from 'pg';
import { hashSecret } from '../server/accounts/secrets.ts';
import { openDatabase } from '../server/kernel/db/database.ts';
import { migrations } from '../server/migrations/index.ts';
import type { Tables } from '../server/tables.ts';
import { tokenOf } from './sample.ts';

/** A school to search in: `messages` in each of the rooms, of which each searcher is in 50; the first one is in all. */
export type SearchSchool = { rooms: number; messages: number; searchers: number };
export const ROOMS_EACH = 50;

/** In every fifth message. */
export const COMMON = '作业';

const CHARACTERS =
  '的一是不了人我在有他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏兴';
const ENGLISH =
  'the of and to in is you that it for on with this have from be we are will your can please lecture notes exam question answer group project meeting library report deadline slides chapter exercise running studies numbers pages results statistics regression matrix vector proof theorem program function variable database network biology chemistry history essay reading writing discussion presentation schedule tomorrow monday friday morning afternoon upload download file table figure measure sample average median error model training learning machine language grammar translation semester course student teacher tutor mark grade score'.split(
    ' ',
  );
const SYLLABLES = 'ba ce di fo gu la me ni po ru sa te vi wo xu za tion ment ing er al'.split(' ');

/** Words by how often they are said, the most frequent first (Zipf's law, which each language follows more or less). */
export const chinese = Array.from({ length: 4_000 }, (_, rank) => {
  const [one, two] = [(rank * 7 + 3) % CHARACTERS.length, (rank * 13 + Math.floor(rank / 9)) % CHARACTERS.length];
  return `${CHARACTERS[one]}${CHARACTERS[two]}`;
}).filter((word) => word !== COMMON);
export const english = Array.from({ length: 6_000 }, (_, rank) => {
  const known = ENGLISH[rank];
  if (known !== undefined) return known;
  return [rank % 21, Math.floor(rank / 21) % 21, Math.floor(rank / 441) % 21].map((one) => SYLLABLES[one]).join('');
});

/** The same numbers in every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function createTexts(): () => string {
  const random = createRandom(20_241_129);
  const said = (words: readonly string[]) => words[Math.floor(words.length ** random()) - 1] ?? '';
  return () => {
    const isChinese = random() < 0.55;
    const length = 4 + Math.floor(random() * 12);
    const words = Array.from({ length }, () => said(isChinese ? chinese : english));
    if (random() < 0.2) words.splice(Math.floor(random() * length), 0, COMMON);
    return isChinese ? words.join(random() < 0.2 ? '，' : '') : words.join(' ');
  };
}

export function isIn(searcher: number, room: number, rooms: number): boolean {
  if (searcher === 0) return true;
  return (room + rooms - ((searcher * 7) % rooms)) % (rooms / ROOMS_EACH) === 0;
}

const NOW = Date.now();
/** A message a half minute: a school's year. */
const APART = 31_000;

type Row = (string | number | null)[];

function* rowsOf(school: SearchSchool): Generator<{ table: string; columns: string; row: Row }> {
  const { rooms, messages, searchers } = school;
  for (let user = 0; user < searchers; user++) {
    const name = `u${user}`;
    yield {
      table: 'users',
      columns:
        'username, username_key, username_skeleton, nickname, nickname_skeleton, role, password_hash, created_at',
      row: [name, name, name, name, name, 'student', '', 0],
    };
  }
  for (let user = 0; user < searchers; user++) {
    yield {
      table: 'sessions',
      columns: 'token_hash, user_id, agent, created_at, used_at, expires_at',
      row: [hashSecret(tokenOf(user)), user + 1, 'bench', NOW, NOW + 30 * 86_400_000, NOW + 60 * 86_400_000],
    };
  }
  for (let room = 0; room < rooms; room++)
    yield {
      table: 'rooms',
      columns: 'code, name, kind, owner_id, created_at',
      row: [`R${room}`, `Room ${room}`, 'group', 1, 0],
    };
  for (let room = 0; room < rooms; room++)
    yield { table: 'room_heads', columns: 'room_id, last_seq, last_no', row: [room + 1, messages, messages] };
  for (let room = 0; room < rooms; room++) {
    for (let user = 0; user < searchers; user++) {
      if (isIn(user, room, rooms))
        yield { table: 'members', columns: 'room_id, user_id, joined_at, joined_seq', row: [room + 1, user + 1, 0, 0] };
    }
  }
  const text = createTexts();
  const total = rooms * messages;
  for (let seq = 1; seq <= messages; seq++) {
    for (let room = 0; room < rooms; room++) {
      const nth = (seq - 1) * rooms + room;
      yield {
        table: 'entries',
        columns: 'room_id, seq, kind, no, user_id, client_id, text, at',
        row: [
          room + 1,
          seq,
          'message',
          seq,
          1 + (nth % searchers),
          `~sample${nth.toString(36).padStart(8, '0')}`,
          text(),
          NOW - (total - nth) * APART,
        ],
      };
    }
  }
}

/** Makes the tables and puts the school in, into a folder or a database of PostgreSQL. */
export async function fillSearchSchool(place: { dataDir: string; url?: string }, school: SearchSchool): Promise<void> {
  const database = await openDatabase<Tables>({ ...place, migrations });
  await database.close();
  if (place.url === undefined) fillSqlite(join(place.dataDir, 'lamitt.db'), school);
  else await fillPostgres(place.url, school);
}

function fillSqlite(path: string, school: SearchSchool): void {
  const sqlite = new Sqlite(path);
  sqlite.pragma('synchronous = OFF');
  sqlite.pragma('journal_mode = OFF');
  sqlite.exec('begin');
  const inserts = new Map<string, Sqlite.Statement>();
  for (const { table, columns, row } of rowsOf(school)) {
    let insert = inserts.get(table);
    if (insert === undefined) {
      insert = sqlite.prepare(`insert into ${table} (${columns}) values (${row.map(() => '?').join(', ')})`);
      inserts.set(table, insert);
    }
    insert.run(...row);
  }
  sqlite.exec('commit');
  sqlite.pragma('journal_mode = WAL');
  sqlite.close();
}

async function fillPostgres(url: string, school: SearchSchool): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('set synchronous_commit = off');
  let batch: Row[] = [];
  let last = { table: '', columns: '' };
  async function flush(): Promise<void> {
    if (batch.length === 0) return;
    const width = batch[0]?.length ?? 0;
    const values = batch.map(
      (_, row) => `(${Array.from({ length: width }, (__, column) => `$${row * width + column + 1}`).join(',')})`,
    );
    await client.query(`insert into ${last.table} (${last.columns}) values ${values.join(',')}`, batch.flat());
    batch = [];
  }
  for (const { table, columns, row } of rowsOf(school)) {
    if (table !== last.table || batch.length >= 2_000) await flush();
    last = { table, columns };
    batch.push(row);
  }
  await flush();
  await client.query('analyze');
  await client.end();
}
