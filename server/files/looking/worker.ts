import { type Found, isLook, type Look } from './look.ts';

// The process that looks into what people send. Whatever decodes their bytes is loaded here and never in the server.

process.on('message', (message: unknown) => {
  if (isLook(message)) void lookInto(message).then((found) => process.send?.(found));
});
// The server is gone.
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

async function lookInto(look: Look): Promise<Found> {
  try {
    return look.want === 'picture' ? { bytes: await draw(look) } : { text: await read(look) };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

async function draw({ path, type, side }: Extract<Look, { want: 'picture' }>): Promise<Uint8Array> {
  if (type === 'application/pdf') {
    const { drawFirstPage } = await import('./draw-pdf.ts');
    return drawFirstPage(path, side);
  }
  const { drawImage } = await import('./draw-image.ts');
  return drawImage(path, type, side);
}

async function read({ path, type, name }: Extract<Look, { want: 'text' }>): Promise<string> {
  const { readText } = await import('./read-text.ts');
  return readText(path, type, name);
}
