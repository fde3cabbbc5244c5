// The official TypeScript SDK, over stdio, Streamable HTTP and HTTP+SSE.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ResourceListChangedNotificationSchema, ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { call, newHome, overHttp, overSse, overStdio, serve } from './host.mjs';

for (const transport of ['stdio', 'http', 'sse']) {
  describe(`TypeScript SDK over ${transport}`, () => {
    const home = newHome();
    let server, client;

    before(async () => {
      if (transport !== 'stdio') server = await serve(home);
      client = await { stdio: () => overStdio(home), http: () => overHttp(server.url), sse: () => overSse(server.url) }[transport]();
    });
    after(async () => {
      await client?.close();
      await server?.stop();
    });

    test('lists tools, and their results fit their schemas', async () => {
      const { tools } = await client.listTools();
      assert.ok(tools.some(tool => tool.name === 'task_next'));
      // From here on the SDK checks structured results against the output schemas it has seen.
      const created = await call(client, 'task_create', {
        project: 'shop', tasks: [{ task_id: 'a', title: 'First' }, { task_id: 'b', title: 'Second', depends_on: ['a'] }],
      });
      assert.deepEqual(created.tasks.map(t => [t.task_id, t.status, t.ready]), [['a', 'open', true], ['b', 'open', false]]);
      const claimed = await call(client, 'task_next', { project: 'shop', agent: 'ann' });
      assert.equal(claimed.task.task_id, 'a');
      const { claim } = claimed;
      await call(client, 'task_report', { project: 'shop', task_id: 'a', action: 'start', claim, agent: 'ann' });
      await call(client, 'task_report', { project: 'shop', task_id: 'a', action: 'progress', claim, progress: 50, message: 'половина', agent: 'ann' });
      const finished = await call(client, 'task_report', { project: 'shop', task_id: 'a', action: 'finish', claim, result: 'готово', agent: 'ann' });
      assert.equal(finished.status, 'done');
      assert.deepEqual(finished.now_ready, ['b']);
      const got = await call(client, 'task_get', { project: 'shop', task_id: 'a' });
      assert.deepEqual(got.history.map(e => e.event), ['created', 'claimed', 'started', 'progress', 'finished']);
      assert.equal(got.task.result, 'готово');
      const listed = await call(client, 'task_list', { project: 'shop', format: 'json' });
      assert.equal(listed.total, 2);
      await call(client, 'task_update', { project: 'shop', task_id: 'b', priority: 0 });
      assert.equal((await call(client, 'project_list', {})).projects[0].name, 'shop');
    });

    test('reads resources and prompts, and completes names', async () => {
      const { resources } = await client.listResources();
      assert.deepEqual(resources.map(r => r.uri), ['project://shop']);
      const { contents } = await client.readResource({ uri: 'task://shop/a' });
      assert.equal(JSON.parse(contents[0].text).title, 'First');
      const { resourceTemplates } = await client.listResourceTemplates();
      assert.ok(resourceTemplates.some(template => template.uriTemplate === 'task://{project}/{task_id}'));
      const { prompts } = await client.listPrompts();
      assert.deepEqual(prompts.map(p => p.name), ['work', 'plan']);
      const prompt = await client.getPrompt({ name: 'work', arguments: { project: 'shop' } });
      assert.match(prompt.messages[0].content.text, /Second/);
      const completed = await client.complete({
        ref: { type: 'ref/resource', uri: 'task://{project}/{task_id}' },
        argument: { name: 'task_id', value: 'b' }, context: { arguments: { project: 'shop' } },
      });
      assert.deepEqual(completed.completion.values, ['b']);
      await client.ping();
    });

    test('hears progress, and a cancelled wait takes nothing', async () => {
      await call(client, 'task_next', { project: 'shop', agent: 'bob' });
      const progress = [];
      const abort = new AbortController();
      const waiting = client.callTool(
        { name: 'task_next', arguments: { project: 'shop', agent: 'late', wait_s: 40 } }, undefined,
        { signal: abort.signal, onprogress: p => { progress.push(p); abort.abort('enough'); }, timeout: 60_000 });
      await assert.rejects(waiting);
      assert.ok(progress.length >= 1);
      // A cancellation has no answer, and over HTTP it is a request of its own: let it arrive.
      for (let i = 0; i < 3; i++) await client.ping();
      await call(client, 'task_create', { project: 'shop', tasks: [{ task_id: 'c', title: 'Third' }] });
      const { task } = await call(client, 'task_get', { project: 'shop', task_id: 'c' });
      assert.equal(task.status, 'open');
      const next = await call(client, 'task_next', { project: 'shop', agent: 'bob' });
      assert.equal(next.task.task_id, 'c');
    });

    test('a wait ends when somebody makes a task', async () => {
      const waiting = call(client, 'task_next', { project: 'shop', agent: 'eve', wait_s: 30 }, { timeout: 60_000 });
      await call(client, 'task_create', { project: 'shop', tasks: [{ task_id: 'd', title: 'Fourth' }] });
      assert.equal((await waiting).task.task_id, 'd');
    });

    test('a new project is told as a change of the resources', async () => {
      const told = new Promise(resolve => client.setNotificationHandler(ResourceListChangedNotificationSchema, resolve));
      await call(client, 'task_create', { project: 'second', tasks: [{ title: 'x' }] });
      await told;
    });

    test('hears of the changes of a resource it subscribed to', async () => {
      const told = new Promise(resolve => client.setNotificationHandler(
        ResourceUpdatedNotificationSchema, ({ params }) => resolve(params.uri)));
      await call(client, 'task_create', { project: 'second', tasks: [{ task_id: 'watched', title: 'W', priority: 4 }] });
      await client.subscribeResource({ uri: 'task://second/watched' });
      await call(client, 'task_update', { project: 'second', task_id: 'watched', title: 'Watched' });
      assert.equal(await told, 'task://second/watched');
      await call(client, 'task_update', { project: 'second', task_id: 'watched', status: 'cancelled' });
    });

    test('says what is wrong with a call', async () => {
      await assert.rejects(client.callTool({ name: 'task_creat', arguments: {} }), /Did you mean "task_create"/);
      const missing = await client.callTool({ name: 'task_get', arguments: { project: 'shop' } });
      assert.ok(missing.isError);
      assert.match(missing.content[0].text, /task_id is required/);
      const cycle = await client.callTool({ name: 'task_create', arguments: { project: 'shop', tasks: [
        { task_id: 'x', title: 'x', depends_on: ['y'] }, { task_id: 'y', title: 'y', depends_on: ['x'] }] } });
      assert.match(cycle.content[0].text, /cycle: x → y → x/);
      const again = await client.callTool({ name: 'task_report', arguments: { project: 'shop', task_id: 'a', action: 'fail', error_message: 'late' } });
      assert.match(again.content[0].text, /the task is done/);
      await assert.rejects(client.readResource({ uri: 'task://shop/none' }), /not found/);
    });

    test('takes arguments that came as strings of JSON', async () => {
      const created = await call(client, 'task_create', { project: 'shop', tasks: '[{"task_id":"s","title":"From a string","metadata":"{\\"a\\":1}"}]' });
      assert.equal(created.tasks[0].task_id, 's');
    });

    test('finds and calls what is not listed', async () => {
      const { tools } = await client.listTools();
      assert.ok(!tools.some(tool => tool.name === 'project_stats'));
      assert.match(await call(client, 'tool_search', { query: 'statistics' }), /project_stats/);
      const stats = await call(client, 'tool_call', { name: 'project_stats', arguments: { project: 'shop' } });
      assert.equal(stats.total_projects, 1);
    });

    test('pages through a list', async () => {
      const seen = new Set();
      let cursor;
      do {
        const page = await call(client, 'task_list', { project: 'shop', limit: 2, format: 'json', ...(cursor && { cursor }) });
        page.tasks.forEach(task => seen.add(task.task_id));
        cursor = page.next_cursor;
      } while (cursor);
      assert.deepEqual([...seen].sort(), ['a', 'b', 'c', 'd', 's']);
    });
  });
}
