// Runs the test files one after another. A file that fails is run once more and named as unsteady: on a machine that is
// busy with something else a browser may miss its moment; what fails twice is broken.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const run = (file) => spawnSync(process.execPath, ['--test', '--test-reporter=spec', file], { stdio: 'inherit' }).status === 0;
const files = process.argv.length > 2 ? process.argv.slice(2) : readdirSync('.').filter((name) => name.endsWith('.test.mjs')).sort();
const unsteady = [];
const broken = [];
for (const file of files) {
  console.log(`-- ${file}`);
  if (run(file)) continue;
  console.log(`-- ${file}: once more`);
  (run(file) ? unsteady : broken).push(file);
}
if (unsteady.length > 0) console.log(`unsteady: ${unsteady.join(' ')}`);
console.log(`${files.length - broken.length} passed, ${broken.length} failed`);
if (broken.length > 0) {
  console.log(`broken: ${broken.join(' ')}`);
  process.exitCode = 1;
}
