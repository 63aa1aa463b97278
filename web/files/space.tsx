import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { getUsage } from '../../contract/own-files.ts';
import { Section, Setting } from '../accounts/section.tsx';
import { call } from '../kernel/api.ts';
import { useSizes } from '../kernel/text/times.ts';
import { useFileText } from './text.ts';

/** My files among the rest of what is mine: how much they take, and the way to them. */
export function MySpace() {
  const words = useFileText();
  return (
    <Section title={words.files}>
      <Setting name={<SpaceUsed />}>
        <Link
          href="/me/files"
          className="-mr-4 inline-flex min-h-9 items-center rounded-box px-4 py-1 font-bold hover:bg-hover pointer-coarse:min-h-11"
        >
          {words.ownFiles}
        </Link>
      </Setting>
    </Section>
  );
}

/** How much of its space somebody's files take, or those of a course. */
export function SpaceUsed({ room }: { room?: string }) {
  const words = useFileText();
  const sizeOf = useSizes();
  const usage = useQuery({
    queryKey: ['usage', room ?? ''],
    queryFn: () => call(getUsage, room === undefined ? {} : { room_code: room }),
    refetchOnMount: 'always',
  });
  if (usage.data === undefined) return <span className="waits block h-5 w-48 rounded-box" />;
  const { used, quota } = usage.data;
  if (quota === 0) return <span>{words.used(sizeOf(used))}</span>;
  const full = used / quota;
  return (
    <span className="block max-w-sm">
      <span className="block">{words.usedOf(sizeOf(used), sizeOf(quota))}</span>
      <meter
        aria-label={words.spaceUsed}
        min={0}
        max={1}
        high={0.9}
        value={Math.min(1, full)}
        className="mt-1 block h-1 w-full"
      />
    </span>
  );
}
