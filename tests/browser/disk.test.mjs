// The disk is full: inputs are refused and say why, nothing is corrupted, and with space it goes on.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Client, incidentFacts } from './lib/client.mjs';
import { FENGSUI, Node } from './lib/node.mjs';
import { until } from './lib/until.mjs';

const KIB = 1024;

test('the disk is full', { timeout: 240_000 }, async (context) => {
  const mount = mkdtempSync(path.join(os.tmpdir(), 'fengsui-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96m,mode=700', 'tmpfs', mount], { encoding: 'utf8' });
  if (mounted.status !== 0) {
    rmSync(mount, { recursive: true });
    return context.skip(`a small disk cannot be mounted here: ${mounted.stderr || mounted.error}`);
  }
  const data = path.join(mount, 'data');
  mkdirSync(data);
  let node;
  try {
    node = await Node.start({ data });
    const duty = await Client.login(node, 'duty');
    const incident = (await duty.must({ type: 'log_incident', facts: incidentFacts() })).made.id;
    const note = (text, id = randomUUID()) => duty.post({ type: 'add_note', incident, text }, id);
    const ballast = path.join(mount, 'ballast');
    const { bavail, bsize, blocks } = statfsSync(mount);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 512 * KIB));
    const accepted = new Map();
    let refused;
    await until('an input is refused', async () => {
      const id = randomUUID();
      const answer = await note('满'.repeat(1500), id);
      if (answer.status === 200) accepted.set(id, answer.said.seq);
      else refused = { ...answer, id };
      return refused !== undefined;
    }, { every: 0 });
    console.log(`    ${accepted.size} inputs fitted before the disk of ${(blocks * bsize) / 1024 / KIB} MiB was full`);
    assert.ok(accepted.size > 0);
    assert.equal(refused.status, 503, JSON.stringify(refused.said));
    assert.equal(refused.said.rule, 'STORE-1');
    assert.ok(refused.said.message_zh.length > 0 && refused.said.message_en.length > 0);
    // A checkpoint may find room for one more; what is refused says why, what is taken counts as taken.
    for (let more = 0; more < 8; more += 1) {
      const id = randomUUID();
      const answer = await note('满'.repeat(1500), id);
      if (answer.status === 200) accepted.set(id, answer.said.seq);
      else assert.equal(answer.said.rule, 'STORE-1', JSON.stringify(answer.said));
    }
    assert.ok(await node.health(), 'the node still serves');
    rmSync(ballast);
    const after = await until('with space it is accepted again', async () => {
      const answer = await note('有了空间', refused.id);
      return answer.status === 200 && answer;
    });
    assert.ok(after.said.seq > 0);
    await node.kill('command');
    await until('command is back', async () => (await node.health())?.media);
    const again = await Client.login(node, 'duty');
    const { said } = await again.post({ type: 'add_note', incident, text: '重启之后' });
    assert.ok(said.seq > after.said.seq, JSON.stringify(said));
    // Asked again with the same id, each is found where it was acknowledged: not lost, not doubled.
    for (const [id, seq] of accepted) assert.equal((await again.post({ type: 'add_note', incident, text: '满'.repeat(1500) }, id)).said.seq, seq);
    await node.stop({ keep: true });
    const words = execFileSync(FENGSUI, ['verify', '--data', data], { encoding: 'utf8' });
    console.log(`    ${words.trim()}`);
  } catch (error) {
    process.stderr.write(node?.said ?? '');
    throw error;
  } finally {
    await node?.stop({ keep: true });
    execFileSync('umount', [mount]);
    rmSync(mount, { recursive: true });
  }
});
