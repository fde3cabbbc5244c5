// Tool calls that become tasks: the experiment of 2025-11-25 by the SDK that knows it, and the extension's news.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CallToolResultSchema, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { fixture, serveFixture } from './host.mjs';

describe('TypeScript SDK, tasks of 2025-11-25', () => {
  let host;
  before(async () => (host = await serveFixture()));
  after(() => host.stop());

  for (const [name, transport] of Object.entries({
    stdio: () => new StdioClientTransport({ command: fixture, args: ['stdio'], stderr: 'ignore' }),
    http: () => new StreamableHTTPClientTransport(new URL(host.url)),
  })) {
    test(`over ${name}`, async () => {
      const client = new Client(
        { name: 'patient', version: '1' },
        { capabilities: { elicitation: {}, tasks: { requests: {} } } });
      client.setRequestHandler(ElicitRequestSchema, async () => ({ action: 'accept', content: { confirm: 'yes' } }));
      await client.connect(transport());
      assert.ok(client.getServerCapabilities().tasks.requests.tools.call);
      const { tools } = await client.listTools();
      assert.equal(tools.find((t) => t.name === 'slow_compute').execution.taskSupport, 'optional');
      assert.equal(tools.find((t) => t.name === 'greet').execution, undefined);

      const messages = async (tool, args = {}) => {
        const stream = client.experimental.tasks.callToolStream(
          { name: tool, arguments: args }, CallToolResultSchema, { task: { ttl: 60_000 } });
        return Array.fromAsync(stream);
      };
      const slow = await messages('slow_compute', { seconds: 0.2 });
      assert.equal(slow[0].type, 'taskCreated');
      assert.equal(slow[0].task.ttl, 60_000);
      assert.equal(slow.at(-1).type, 'result');
      assert.match(slow.at(-1).result.content[0].text, /Computed/);

      const asked = await messages('confirm_delete', { filename: 'a' });
      assert.match(asked.at(-1).result.content[0].text, /Confirmed: .*yes/);

      const running = client.experimental.tasks.callToolStream(
        { name: 'slow_compute', arguments: { seconds: 60 } }, CallToolResultSchema, { task: { ttl: 60_000 } });
      const { value: created } = await running.next();
      const { taskId } = created.task;
      assert.ok((await client.experimental.tasks.listTasks()).tasks.some((t) => t.taskId === taskId));
      assert.equal((await client.experimental.tasks.cancelTask(taskId)).status, 'cancelled');
      assert.equal((await client.experimental.tasks.getTask(taskId)).status, 'cancelled');
      await assert.rejects(client.experimental.tasks.cancelTask(taskId), /cancelled/);
      await running.return();

      await assert.rejects(
        client.request(
          { method: 'tools/call', params: { name: 'greet', arguments: {}, task: {} } }, CallToolResultSchema),
        { code: -32601 });
      await client.close();
    });
  }

  test('news of a task of the extension', async () => {
    const send = (method, params) => fetch(host.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        'MCP-Protocol-Version': '2026-07-28',
        'Mcp-Method': method,
        ...(params.name ? { 'Mcp-Name': params.name } : {}),
      },
      body: JSON.stringify({
        jsonrpc: '2.0', id: 1, method, params: {
          ...params,
          _meta: {
            'io.modelcontextprotocol/protocolVersion': '2026-07-28',
            'io.modelcontextprotocol/clientCapabilities': capabilities,
          },
        },
      }),
    });
    let capabilities = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
    const { result } = await (await send(
      'tools/call', { name: 'slow_compute', arguments: { seconds: 0.5 } })).json();

    const listening = await send('subscriptions/listen', { notifications: { taskIds: [result.taskId, 'unknown'] } });
    const told = [];
    let text = '';
    for await (const chunk of listening.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop();
      told.push(...parts.flatMap((p) => p.match(/^data: (\{.*)$/m)?.[1] ?? []).map((m) => JSON.parse(m)));
      if (told.some((m) => m.params.status === 'completed')) break;
    }
    assert.deepEqual(told[0].params.notifications.taskIds, [result.taskId]);
    assert.equal(told.at(-1).method, 'notifications/tasks');
    assert.match(told.at(-1).params.result.content[0].text, /Computed/);
    assert.deepEqual(told.slice(1, -1).map((m) => m.params.status).filter((s) => s !== 'working'), []);

    capabilities = {};
    const { error } = await (await send(
      'subscriptions/listen', { notifications: { taskIds: [result.taskId] } })).json();
    assert.equal(error.code, -32021);
  });
});
