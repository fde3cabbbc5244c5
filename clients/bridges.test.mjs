// Programs that stand between: the Inspector in each of its eras, and mcp-remote.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { call, consilium, newHome, serve, serveFixture } from './host.mjs';

const run = promisify(execFile);
const bin = name => join(import.meta.dirname, 'node_modules', '.bin', name);

describe('through others', () => {
  const home = newHome();
  const folder = mkdtempSync(join(tmpdir(), 'consilium-bridges-'));
  let server;
  before(async () => (server = await serve(home)));
  after(() => server.stop());

  for (const protocolEra of ['legacy', 'modern', 'auto']) {
    for (const transport of ['stdio', 'http']) {
      test(`Inspector, ${protocolEra}, over ${transport}`, async () => {
        const config = join(folder, `${protocolEra}-${transport}.json`);
        writeFileSync(config, JSON.stringify({
          mcpServers: {
            consilium: transport === 'stdio'
              ? { type: 'stdio', command: consilium, args: ['stdio', '--home', home], protocolEra }
              : { type: 'streamable-http', url: server.url, protocolEra },
          },
        }));
        const inspect = async (...args) => JSON.parse((await run(
          process.execPath, [bin('mcp-inspector'), '--cli', '--config', config, '--server', 'consilium', ...args],
          { maxBuffer: 1 << 24, timeout: 300_000 })).stdout);
        const { tools } = await inspect('--method', 'tools/list');
        assert.ok(tools.some(tool => tool.name === 'task_create'));
        const project = `${protocolEra}-${transport}`;
        const created = await inspect(
          '--method', 'tools/call', '--tool-name', 'task_create', '--tool-arg', `project=${project}`,
          '--tool-arg', 'tasks=[{"task_id":"a","title":"A"}]');
        assert.equal(created.content[0].text, `In ${project}: a (ready)`);
      });
    }
  }

  test('mcp-remote', async () => {
    const client = new Client({ name: 'behind-mcp-remote', version: '1' });
    await client.connect(new StdioClientTransport({
      command: process.execPath, args: [bin('mcp-remote'), server.url, '--allow-http'],
      env: { ...process.env, MCP_REMOTE_CONFIG_DIR: folder }, stderr: 'ignore',
    }));
    const { tools } = await client.listTools();
    assert.ok(tools.some(tool => tool.name === 'task_next'));
    const { tasks } = await call(client, 'task_create', { project: 'remote', tasks: [{ task_id: 'a', title: 'A' }] });
    assert.equal(tasks[0].task_id, 'a');
    await client.close();
  });

  test('mcp-remote, asked and cancelled', async () => {
    const host = await serveFixture();
    const client = new Client({ name: 'behind-mcp-remote', version: '1' }, { capabilities: { elicitation: {} } });
    client.setRequestHandler(ElicitRequestSchema, async () => ({ action: 'accept', content: { response: 'Анна' } }));
    await client.connect(new StdioClientTransport({
      command: process.execPath, args: [bin('mcp-remote'), host.url, '--allow-http'],
      env: { ...process.env, MCP_REMOTE_CONFIG_DIR: folder }, stderr: 'ignore',
    }));
    const asked = await client.callTool({ name: 'test_elicitation', arguments: { message: 'Who?' } });
    assert.match(asked.content[0].text, /action=accept.*Анна/);

    const progress = [];
    await client.callTool(
      { name: 'test_tool_with_progress', arguments: {} }, undefined, { onprogress: (p) => progress.push(p.progress) });
    assert.deepEqual(progress, [0, 50, 100]);

    const stop = new AbortController();
    await assert.rejects(client.callTool(
      { name: 'test_wait', arguments: {} }, undefined, { signal: stop.signal, onprogress: () => stop.abort() }));
    // The tool tells how often it was cancelled, which the news of it may reach a moment later.
    let cancelled;
    do {
      cancelled = (await client.callTool({ name: 'test_cancelled_waits', arguments: {} })).content[0].text;
    } while (cancelled === '0');
    assert.equal(cancelled, '1');
    await client.close();
    await host.stop();
  });
});
