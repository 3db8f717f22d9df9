// Runs the test files: those that name no media two at a time, those in which pictures flow one after another, for two
// cores decode no more. A file that fails is run once more, alone, and named as unsteady: on a machine that is busy with
// something else a browser may miss its moment; what fails twice is broken.
//
// node run.mjs [FILE…]     (one after another when named)
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';

const LANES = 2;
/** Files without a meeting. What is not named here runs alone. */
const LIGHT = new Set(
  ['admin', 'archive', 'attachments', 'correlation', 'departments', 'documents', 'duty', 'incident', 'offline', 'orders', 'plans', 'warnings']
    .map((name) => `${name}.test.mjs`),
);

/** Whether it passed; what it says is printed when it ends, in one piece. */
function run(file) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--test', '--test-reporter=spec', file], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
    child.once('close', (code) => {
      console.log(`-- ${file}`);
      process.stdout.write(Buffer.concat(said));
      resolve(code === 0);
    });
  });
}

const named = process.argv.slice(2);
const files = named.length > 0 ? named : readdirSync('.').filter((name) => name.endsWith('.test.mjs')).sort();
const light = named.length > 0 ? [] : files.filter((name) => LIGHT.has(name));
const alone = files.filter((name) => !light.includes(name));
const failed = [];

async function lane(waiting) {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (!(await run(file))) failed.push(file);
  }
}

await Promise.all(Array.from({ length: LANES }, () => lane(light)));
await lane(alone);
const unsteady = [];
const broken = [];
for (const file of failed.sort()) {
  console.log(`-- ${file}: once more`);
  ((await run(file)) ? unsteady : broken).push(file);
}
if (unsteady.length > 0) console.log(`unsteady: ${unsteady.join(' ')}`);
console.log(`${files.length - broken.length} passed, ${broken.length} failed`);
if (broken.length > 0) {
  console.log(`broken: ${broken.join(' ')}`);
  process.exitCode = 1;
}
