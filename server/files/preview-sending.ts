import type { FastifyReply, FastifyRequest } from 'fastify';
import { fail } from '../kernel/http/failure.ts';
import type { FileRow } from './file.ts';
import { isPreviewSize, type Previews } from './previews.ts';
import { sendFile } from './sending.ts';

/** Sends a preview of a file whose reader has been found good, under the headers of an image. Throws `invalid_size` and `no_preview`. */
export async function sendPreview(
  previews: Previews,
  file: FileRow,
  { size, request, reply }: { size: string; request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  if (!isPreviewSize(size)) throw fail('invalid_size');
  const preview = await previews.get(file, size);
  return sendFile(
    preview,
    {
      ...file,
      name: `${file.name}.webp`,
      size: preview.size,
      type: 'image/webp',
      // The same bytes have the same preview.
      sha256: `${file.sha256}-${size}`,
    },
    { request, reply },
  );
}
