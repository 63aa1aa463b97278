import type pg from 'pg';
import { marksJson } from '../marks.ts';
import type { createDiscussion } from './discussion.ts';

type Written = ReturnType<ReturnType<typeof createDiscussion>['written']>;

/** In one statement, as the messages are. */
export async function writeDiscussion(client: pg.PoolClient, { roots, follows, mentions }: Written): Promise<void> {
  const [moved, begun] = [follows.filter(({ moves }) => moves), follows.filter(({ moves }) => !moves)];
  await client.query({
    name: 'append-discussion',
    text: `with
      marked as (update entries e set marks = i.marks
        from unnest($1::int[], $2::int[], $3::text[]) as i (room_id, seq, marks) where e.room_id = i.room_id and e.seq = i.seq),
      mentioned as (insert into mentions (user_id, room_id, seq) select * from unnest($4::int[], $5::int[], $6::int[])),
      begun as (insert into thread_follows (user_id, room_id, seq, read_seq)
        select * from unnest($7::int[], $8::int[], $9::int[], $10::int[]) on conflict do nothing)
      insert into thread_follows (user_id, room_id, seq, read_seq)
        select * from unnest($11::int[], $12::int[], $13::int[], $14::int[])
        on conflict (user_id, room_id, seq) do update set read_seq = excluded.read_seq`,
    values: [
      roots.map(({ roomId }) => roomId),
      roots.map(({ seq }) => seq),
      roots.map(({ marks }) => marksJson(marks)),
      mentions.map(({ userId }) => userId),
      mentions.map(({ roomId }) => roomId),
      mentions.map(({ seq }) => seq),
      ...[begun, moved].flatMap((some) => [
        some.map(({ userId }) => userId),
        some.map(({ roomId }) => roomId),
        some.map(({ seq }) => seq),
        some.map(({ readSeq }) => readSeq),
      ]),
    ],
  });
}
