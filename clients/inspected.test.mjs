// The Inspector's mcpdo, which holds connections open: it answers what tools ask, and runs and cancels tasks.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { fixture, serveFixture } from './host.mjs';

const run = promisify(execFile);
const mcpdo = join(import.meta.dirname, 'node_modules', '.bin', 'mcpdo');

describe('Inspector, connected', () => {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-inspected-'));
  const env = { ...process.env, HOME: folder, MCP_INSPECTOR_SECRET_STORE: 'file' };
  const config = join(folder, 'mcp.json');
  const inspect = async (...args) =>
    JSON.parse((await run(process.execPath, [mcpdo, '--format', 'json', ...args], { env, timeout: 300_000 })).stdout);
  let host;

  before(async () => {
    host = await serveFixture();
    const { stdout } = await run(process.execPath, [mcpdo, 'private'], { env });
    for (const [, name, value] of stdout.matchAll(/export (\w+)='([^']*)'/g)) env[name] = value;
    const entries = ['legacy', 'modern', 'auto'].flatMap((protocolEra) => [
      [`${protocolEra}-http`, { type: 'streamable-http', url: host.url, protocolEra }],
      [`${protocolEra}-stdio`, { type: 'stdio', command: fixture, args: ['stdio'], protocolEra }],
    ]);
    entries.push(['other', { type: 'streamable-http', url: host.url, protocolEra: 'legacy' }]);
    writeFileSync(config, JSON.stringify({ mcpServers: Object.fromEntries(entries) }));
  });
  after(async () => {
    await run(process.execPath, [mcpdo, 'daemon', 'stop'], { env });
    await host.stop();
  });

  for (const era of ['legacy', 'modern', 'auto']) {
    for (const transport of ['http', 'stdio']) {
      test(`${era}, over ${transport}`, async () => {
        const name = `${era}-${transport}`;
        const { protocolEra } = await inspect('connect', name, '--config', config);
        assert.equal(protocolEra, era === 'auto' ? 'modern' : era);

        const { elicitationPending } = await inspect(`@${name}`, 'tools/call', 'test_elicitation', 'message:=Who?');
        assert.equal(elicitationPending.message, 'Who?');
        const answered = await inspect('elicitation/respond', elicitationPending.elicitationId, 'response:=Анна');
        assert.match(answered.content[0].text, /action=accept.*Анна/);

        const done = await inspect(`@${name}`, 'tools/call', 'slow_compute', 'seconds:=0.2', '--task');
        assert.match(done.content[0].text, /Computed/);
      });
    }
  }

  test('cancels a task', async () => {
    await inspect('connect', 'legacy-http', '--config', config);
    const call = spawn(
      process.execPath, [mcpdo, '@legacy-http', 'tools/call', 'slow_compute', 'seconds:=60', '--task'], { env, stdio: 'ignore' });
    const over = new Promise((resolve) => call.on('exit', resolve));
    // A connection does one thing at a time; the tasks of this machine are those of another one too.
    await inspect('connect', 'other', '--config', config);
    let working;
    while (!working) {
      const { tasks } = await inspect('@other', 'tasks/list');
      working = tasks.find((task) => task.status === 'working');
    }
    await inspect('@other', 'tasks/cancel', working.taskId);
    const { tasks } = await inspect('@other', 'tasks/list');
    assert.equal(tasks.find((task) => task.taskId === working.taskId).status, 'cancelled');
    await over;
  });
});
