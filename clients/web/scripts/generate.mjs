// docs/openapi.json → src/generated/api.d.ts. `--stdout` prints instead of writing (used by the staleness test).
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const HEAD = '// Generated from docs/openapi.json by `npm run generate`. Do not edit.\n\n';
const SOURCE = new URL('../../../docs/openapi.json', import.meta.url);
const TARGET = new URL('../src/generated/api.d.ts', import.meta.url);

export async function render(json) {
  return HEAD + astToString(await openapiTS(JSON.parse(json)));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const text = await render(await readFile(process.env.OPENAPI ?? SOURCE, 'utf8'));
  if (process.argv.includes('--stdout')) process.stdout.write(text);
  else await writeFile(TARGET, text);
}
