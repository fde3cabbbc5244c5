// The MCP Inspector's command line, over stdio and HTTP; and a plan that survives kill -9 of everything.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { call as callOf, consilium, newHome, overHttp, postgresPid, serve, stop } from './host.mjs';

const run = promisify(execFile);
const cli = join(import.meta.dirname, 'node_modules', '.bin', 'mcp-inspector');

async function inspect(target, ...args) {
  const { stdout } = await run(process.execPath, [cli, '--cli', ...target, ...args], { maxBuffer: 1 << 24, timeout: 300_000 });
  return JSON.parse(stdout);
}

/** A tool call that has to succeed. */
async function call(target, name, args) {
  const flags = Object.entries(args).flatMap(([key, value]) =>
    ['--tool-arg', `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`]);
  const result = await inspect(target, '--method', 'tools/call', '--tool-name', name, ...flags);
  assert.ok(!result.isError, result.content?.[0]?.text);
  return result.structuredContent;
}

const stdio = home => [consilium, 'stdio', '--home', home];
const http = url => [url, '--transport', 'http'];

describe('MCP Inspector', () => {
  test('lists over stdio and HTTP', async () => {
    const home = newHome();
    const server = await serve(home);
    for (const target of [stdio(home), http(server.url)]) {
      const { tools } = await inspect(target, '--method', 'tools/list');
      assert.ok(tools.some(tool => tool.name === 'task_create'));
      const { prompts } = await inspect(target, '--method', 'prompts/list');
      assert.equal(prompts.length, 2);
      const { resources } = await inspect(target, '--method', 'resources/list');
      assert.deepEqual(resources, []);
    }
    await server.stop();
  });

  test('ten dependent tasks are done, whatever is killed in between', async () => {
    const home = newHome();
    let server = await serve(home);
    const plan = Array.from({ length: 10 }, (_, i) => ({
      task_id: `step-${i}`, title: `Step ${i}`, ...(i > 0 && { depends_on: [`step-${i - 1}`] }),
    }));
    await call(http(server.url), 'task_create', { project: 'plan', tasks: plan });
    for (let i = 0; i < 10; i++) {
      const target = i % 2 ? stdio(home) : http(server.url);
      const { task, claim } = await call(target, 'task_next', { project: 'plan', agent: 'ann' });
      assert.equal(task.task_id, `step-${i}`);
      const report = { project: 'plan', task_id: task.task_id, claim, agent: 'ann' };
      await call(target, 'task_report', { ...report, action: 'start' });
      if (i === 3 || i === 6) {
        await stop(server.process, 'SIGKILL');
        server = await serve(home);
      }
      if (i === 4 || i === 7) process.kill(postgresPid(home), 'SIGKILL');
      const door = i % 2 ? http(server.url) : stdio(home);
      await call(door, 'task_report', { ...report, action: 'progress', progress: 50 });
      await call(door, 'task_report', { ...report, action: 'finish', result: `done ${i}` });
    }
    const client = await overHttp(server.url);
    for (let i = 0; i < 10; i++) {
      const { task, history } = await callOf(client, 'task_get', { project: 'plan', task_id: `step-${i}` });
      assert.equal(task.result, `done ${i}`);
      assert.deepEqual(history.map(e => e.event), ['created', 'claimed', 'started', 'progress', 'finished']);
    }
    await client.close();
    await server.stop();
  });
});
