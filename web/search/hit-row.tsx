import { Paperclip } from 'lucide-react';
import { Link } from 'wouter';
import { addressOf } from '../chat/rooms.ts';
import { addressOf as addressOfPost } from '../courses/post.ts';
import { useTimes } from '../kernel/text/times.ts';
import { Marked } from './marked.tsx';
import type { Hit } from './search.ts';
import { useSearchText } from './text.ts';

/** Something found: who said it, where and when, and the words around; it leads to it in its place. */
export function HitRow({ hit }: { hit: Hit }) {
  const words = useSearchText();
  const times = useTimes();
  const where = hit.room_kind === 'course' ? hit.room_name.replace(/ Discuss Group$/, '') : hit.room_name;
  return (
    <li>
      <Link data-hit href={leadsTo(hit)} className="flex flex-col gap-0.5 rounded-box px-3 py-3 hover:bg-hover">
        <span className="flex items-baseline gap-2 text-small text-quiet">
          <span className="min-w-0 truncate">
            <span title={`@${hit.user}`} className="font-bold text-ink">
              {hit.nickname}
            </span>{' '}
            · {hit.kind === 'post' && `${words.sections[hit.section]} · `}
            {where}
          </span>
          <time dateTime={new Date(hit.ts).toISOString()} title={times.exact(hit.ts)} className="ml-auto shrink-0">
            {times.moment(hit.ts)}
          </time>
        </span>
        {hit.kind === 'post' && (
          <span className="font-bold wrap-anywhere">
            <Marked text={hit.title} ranges={hit.title_ranges} />
          </span>
        )}
        {hit.text !== '' && (
          <span className="line-clamp-3 wrap-anywhere">
            {hit.cut.before && '… '}
            <Marked text={hit.text} ranges={hit.ranges} />
            {hit.cut.after && ' …'}
          </span>
        )}
        {hit.files.map((file) => (
          <span key={file.file_id} className="flex flex-col gap-0.5">
            <span className="flex items-center gap-1 text-small text-quiet">
              <Paperclip size={14} aria-hidden className="shrink-0" />
              <span className="truncate">
                {file.found !== undefined && `${words.inFile} `}
                <Marked text={file.file_name} ranges={file.ranges} />
              </span>
            </span>
            {file.found !== undefined && (
              <span className="line-clamp-3 border-l-2 border-line pl-2 wrap-anywhere">
                {file.found.cut.before && '… '}
                <Marked text={file.found.text} ranges={file.found.ranges} />
                {file.found.cut.after && ' …'}
              </span>
            )}
          </span>
        ))}
      </Link>
    </li>
  );
}

function leadsTo(hit: Hit): string {
  if (hit.kind === 'post') return addressOfPost(hit);
  const within = hit.thread === undefined ? '' : `thread=${hit.thread}&`;
  return `${addressOf({ kind: hit.room_kind, room_code: hit.room_code })}?${within}message=${hit.id}`;
}
