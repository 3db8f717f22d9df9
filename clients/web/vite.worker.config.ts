import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vite';

// Builds dist/sw.js after the client, whose files it names. Fonts are kept as they are seen: all slices are 4 MB.
const DIST = path.resolve(import.meta.dirname, 'dist');
const OPENS = /\.(js|mjs|css|svg|webmanifest)$/;

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

function built() {
  const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((file) => OPENS.test(file) && file !== 'sw.js').sort();
  const page = sha256(readFileSync(path.join(DIST, 'index.html')));
  const digest = sha256(JSON.stringify([page, files.map((file) => [file, sha256(readFileSync(path.join(DIST, file)))])])).slice(0, 16);
  return { digest, page, files: files.map((file) => `/${file}`) };
}

export default defineConfig(({ command }) => ({
  define: command === 'build' ? { BUILT: JSON.stringify(built()) } : {},
  publicDir: false,
  build: {
    target: ['chrome109', 'firefox115', 'safari16.4'],
    emptyOutDir: false,
    lib: { entry: 'src/offline/worker.ts', formats: ['iife'], name: 'worker', fileName: () => 'sw.js' },
  },
}));
