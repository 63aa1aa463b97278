import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip, gzipSync } from 'node:zlib';
import { type ESTree, type Plugin, type Rolldown, transformWithOxc } from 'vite';
import type { Built } from '../worker/built.ts';

type Bundle = Rolldown.OutputBundle;

/** The page's first script, and what comes once somebody is signed in. */
const FIRST = 'index.html';
const SHELL = 'shell.tsx';
/** What each may weigh, gzipped, with all it needs: a phone on a school's network waits for this before it shows anything. */
const MOST_KB = { [FIRST]: 180, [SHELL]: 350 };

/** Ends the build when a first load has grown beyond what it may weigh. */
export function budget(): Plugin {
  return {
    name: 'lamitt-budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const first = needed(bundle, FIRST);
      const weights = {
        [FIRST]: weigh(bundle, first),
        [SHELL]: weigh(bundle, new Set([...first, ...needed(bundle, SHELL)])),
      };
      for (const name of [FIRST, SHELL] as const) {
        this.info(
          `${name} and what it needs: ${weights[name].toFixed(0)} KB of gzipped script, at most ${MOST_KB[name]}`,
        );
        if (weights[name] > MOST_KB[name])
          this.error(`${name} and what it needs weigh ${weights[name].toFixed(0)} KB, at most ${MOST_KB[name]}`);
      }
    },
  };
}

/** What the contract says for people (titles, notes, examples) stays out of the script: some 9 KB of a chat screen. */
export function withoutDescriptions(): Plugin {
  return {
    name: 'lamitt-without-descriptions',
    apply: 'build',
    enforce: 'post',
    transform: {
      filter: { id: /\/contract\/[^/]+\.ts$/ },
      handler(code) {
        const cuts: { start: number; end: number }[] = [];
        walk(this.parse(code), (node) => {
          if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return;
          if (node.callee.name !== 'endpoint' && node.callee.name !== 'event') return;
          const [declared] = node.arguments;
          if (declared?.type !== 'ObjectExpression') return;
          for (const property of declared.properties) {
            if (property.type !== 'Property' || property.key.type !== 'Identifier') continue;
            if (FOR_PEOPLE.has(property.key.name)) cuts.push({ start: property.value.start, end: property.value.end });
          }
        });
        let kept = code;
        for (const { start, end } of cuts.toReversed()) kept = `${kept.slice(0, start)}0${kept.slice(end)}`;
        return { code: kept, map: null };
      },
    },
  };
}

const FOR_PEOPLE = new Set(['title', 'notes', 'examples']);

/** Visits a tree of syntax, from the front to the back. */
function walk(node: unknown, visit: (node: ESTree.Node) => void): void {
  if (Array.isArray(node)) for (const one of node) walk(one, visit);
  else if (isNode(node)) {
    visit(node);
    for (const part of Object.values(node)) walk(part, visit);
  }
}

function isNode(value: unknown): value is ESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Writes the service worker with the names of the files it is to keep: what opens the app. The rest is read when it is used. */
export function worker(): Plugin {
  return {
    name: 'lamitt-worker',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_options, bundle) {
      const scripts = new Set([...needed(bundle, FIRST), ...needed(bundle, SHELL)]);
      const styles = Object.keys(bundle).filter((file) => /\/(index|shell)[^/]*\.css$/.test(file));
      const files = [...scripts, ...styles].map((file) => `/app/${file}`).toSorted();
      const version = `lamitt-${createHash('sha256').update(files.join()).digest('hex').slice(0, 16)}`;
      const path = join(import.meta.dirname, '..', 'worker', 'worker.ts');
      const { code } = await transformWithOxc(readFileSync(path, 'utf8'), path);
      const built: Built = { version, files: ['/app/', '/app/icon.svg', '/app/manifest.webmanifest', ...files] };
      this.emitFile({
        type: 'asset',
        fileName: 'worker.js',
        // A worker is no module: what is left of its types goes.
        source: `const BUILT = ${JSON.stringify(built)};\n${code.replace(/^export \{\s*\};?$/m, '')}`,
      });
    },
  };
}

const COMPRESSES = /\.(js|css|html|svg|webmanifest|json)$/;

/** Beside each file that compresses its .br and .gz, so that serving costs nothing. */
export function compressed(): Plugin {
  const [brotli, zip] = [promisify(brotliCompress), promisify(gzip)];
  return {
    name: 'lamitt-compressed',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const files = Object.values(bundle).filter(({ fileName }) => COMPRESSES.test(fileName));
        await Promise.all(
          files.map(async (file) => {
            const bytes = Buffer.from(file.type === 'chunk' ? file.code : file.source);
            const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
            this.emitFile({ type: 'asset', fileName: `${file.fileName}.br`, source: await brotli(bytes, quality) });
            this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source: await zip(bytes, { level: 9 }) });
          }),
        );
      },
    },
  };
}

/** The script of a module and all it imports, without what it only imports when it is used. */
function needed(bundle: Bundle, module: string): Set<string> {
  const begin = Object.values(bundle).find(
    (file) => file.type === 'chunk' && (file.facadeModuleId ?? '').endsWith(`/web/${module}`),
  );
  if (begin === undefined) throw new Error(`the build has no script of ${module}`);
  const found = new Set<string>();
  const open = [begin.fileName];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const file = bundle[name];
    if (found.has(name) || file?.type !== 'chunk') continue;
    found.add(name);
    open.push(...file.imports);
  }
  return found;
}

function weigh(bundle: Bundle, names: ReadonlySet<string>): number {
  let bytes = 0;
  for (const name of names) {
    const file = bundle[name];
    if (file?.type === 'chunk') bytes += gzipSync(file.code).length;
  }
  return bytes / 1024;
}
