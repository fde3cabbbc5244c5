// The server asks its clients, over every transport of the legacy era.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema, ElicitRequestSchema, ListRootsRequestSchema, LoggingMessageNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { fixture, serveFixture } from './host.mjs';

describe('TypeScript SDK, asked', () => {
  let host;
  before(async () => (host = await serveFixture()));
  after(() => host.stop());

  for (const [name, transport] of Object.entries({
    stdio: () => new StdioClientTransport({ command: fixture, args: ['stdio'], stderr: 'ignore' }),
    http: () => new StreamableHTTPClientTransport(new URL(host.url)),
    sse: () => new SSEClientTransport(new URL('/sse', host.url)),
  })) {
    test(`over ${name}`, async () => {
      const client = new Client(
        { name: 'asked', version: '1' }, { capabilities: { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} } });
      client.setRequestHandler(ElicitRequestSchema, async ({ params }) =>
        params.mode === 'url'
          ? { action: new URL(params.url).host === 'example.com' && params.elicitationId ? 'accept' : 'decline' }
          : { action: 'accept', content: { response: `${params.message} Анна` } });
      client.setRequestHandler(CreateMessageRequestSchema, async () =>
        ({ role: 'assistant', model: 'm', content: { type: 'text', text: 'Paris' } }));
      client.setRequestHandler(ListRootsRequestSchema, async () => ({ roots: [{ uri: 'file:///work' }] }));
      const logged = [];
      client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => logged.push(params.data));
      await client.connect(transport());
      const text = async (tool, args = {}) => (await client.callTool({ name: tool, arguments: args })).content[0].text;

      assert.match(await text('test_elicitation', { message: 'Who?' }), /action=accept.*Who\? Анна/);
      assert.equal(await text('test_url_elicitation'), 'URL: accept');
      assert.equal(await text('test_sampling', { prompt: 'Capital of France?' }), 'LLM response: Paris');
      assert.match(await text('test_input_required_result_list_roots'), /file:\/\/\/work/);
      await client.setLoggingLevel('error');
      await text('test_tool_with_logging');
      assert.deepEqual(logged, []);
      await client.setLoggingLevel('info');
      await text('test_tool_with_logging');
      assert.equal(logged.length, 3);
      await client.close();
    });
  }

  test('a client that cannot be asked is told so', async () => {
    const client = new Client({ name: 'deaf', version: '1' });
    await client.connect(new StreamableHTTPClientTransport(new URL(host.url)));
    const result = await client.callTool({ name: 'test_elicitation', arguments: { message: 'Who?' } });
    assert.equal(result.isError, true);
    assert.match(result.content[0].text, /elicitation\/create/);
    await client.close();
  });
});
