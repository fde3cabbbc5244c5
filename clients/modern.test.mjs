// The TypeScript SDK that speaks 2026-07-28, without a handshake: on the product, and on the tools of the
// conformance suite where the client has to be asked.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { consilium, fixture, newHome, serve, serveFixture } from './host.mjs';

function client(mode, capabilities = {}) {
  return new Client({ name: 'modern', version: '1' }, { versionNegotiation: { mode }, capabilities });
}

const home = newHome();
let product, host;
before(async () => ([product, host] = await Promise.all([serve(home), serveFixture()])));
after(() => Promise.all([product?.stop(), host?.stop()]));

for (const transport of ['stdio', 'http']) {
  for (const mode of [{ pin: '2026-07-28' }, 'auto']) {
    describe(`TypeScript client, ${mode.pin ?? mode}, over ${transport}`, () => {
      const project = `${transport}-${mode.pin ?? mode}`;
      let modern, asked;

      before(async () => {
        const connect = async (it, command, args, url) => {
          await it.connect(transport === 'stdio'
            ? new StdioClientTransport({ command, args, stderr: 'ignore' })
            : new StreamableHTTPClientTransport(new URL(url)));
          return it;
        };
        modern = await connect(client(mode), consilium, ['stdio', '--home', home], product.url);
        asked = client(mode, { elicitation: {}, sampling: {} });
        asked.setRequestHandler('elicitation/create', async () => ({ action: 'accept', content: { name: 'Анна' } }));
        await connect(asked, fixture, ['stdio'], host.url);
      });
      after(async () => {
        await Promise.all([modern?.close(), asked?.close()]);
      });

      test('agrees on the modern version', () => {
        assert.equal(modern.getNegotiatedProtocolVersion(), '2026-07-28');
        assert.equal(modern.getServerVersion().name, 'consilium');
      });

      test('lists and calls tools', async () => {
        const { tools } = await modern.listTools();
        assert.ok(tools.some(tool => tool.name === 'task_next'));
        const created = await modern.callTool({
          name: 'task_create', arguments: { project, tasks: [{ task_id: 'a', title: 'A' }] },
        });
        assert.equal(created.content[0].text, `In ${project}: a (ready)`);
        const { contents } = await modern.readResource({ uri: `task://${project}/a` });
        assert.equal(JSON.parse(contents[0].text).title, 'A');
        await assert.rejects(modern.callTool({ name: 'task_lst', arguments: {} }), /Did you mean/);
      });

      test('answers when it is asked', async () => {
        const result = await asked.callTool({ name: 'test_input_required_result_elicitation', arguments: {} });
        assert.equal(result.content[0].text, 'Hello, Анна!');
      });

      test('hears of progress', async () => {
        const heard = [];
        await asked.callTool({ name: 'test_tool_with_progress', arguments: {} }, { onprogress: p => heard.push(p.progress) });
        assert.deepEqual(heard, [0, 50, 100]);
      });

      test('a cancelled wait takes nothing', async () => {
        await modern.callTool({ name: 'task_next', arguments: { project, agent: 'first' } });
        const cancel = new AbortController();
        const waiting = modern.callTool(
          { name: 'task_next', arguments: { project, agent: 'gone', wait_s: 30 } },
          { signal: cancel.signal, onprogress: () => cancel.abort() });
        await assert.rejects(waiting);
        // Over HTTP a cancellation is the end of a connection, and others may be served before it is seen.
        for (let i = 0; i < 3; i++) await modern.callTool({ name: 'project_list', arguments: {} });
        await modern.callTool({ name: 'task_create', arguments: { project, tasks: [{ task_id: 'b', title: 'B' }] } });
        const { structuredContent } = await modern.callTool({ name: 'task_next', arguments: { project, agent: 'second' } });
        assert.equal(structuredContent.task.task_id, 'b');
      });
    });
  }
}
