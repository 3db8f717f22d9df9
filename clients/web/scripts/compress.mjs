// Writes .gz and .br beside every compressible file of dist, so that the node serves them without compressing.
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, stat, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

const ROOT = new URL('../dist/', import.meta.url).pathname;
const COMPRESSIBLE = /\.(html|js|mjs|css|json|svg|webmanifest|txt|map)$/;
const SMALLEST = 512;

async function* files(dir) {
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) yield* files(full);
    else yield full;
  }
}

async function write(file, ending, encoder) {
  const out = file + ending;
  await pipeline(createReadStream(file), encoder, createWriteStream(out));
  if ((await stat(out)).size >= (await stat(file)).size) await rm(out);
}

let count = 0;
for await (const file of files(ROOT)) {
  if (!COMPRESSIBLE.test(file) || (await stat(file)).size < SMALLEST) continue;
  await write(file, '.gz', zlib.createGzip({ level: 9 }));
  await write(file, '.br', zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 10 } }));
  count += 1;
}
console.log(`compressed ${count} files`);
