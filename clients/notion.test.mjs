// Decisions in Notion: once each, whatever happens on the way.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client as OfficialClient } from '@notionhq/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { call, consilium, newHome, overHttp, serveWith, stop } from './host.mjs';
import { StandIn, TOKEN, plain } from './notion.mjs';

const here = dirname(fileURLToPath(import.meta.url));

const decisionColumns = {
  Name: 'title', 'Meeting ID': 'rich_text', Project: 'select', Status: 'select', Date: 'date', Choice: 'rich_text',
  Tags: 'multi_select', Participants: 'multi_select', 'Decision ID': 'rich_text',
};
const taskColumns = decisions => ({
  Задача: 'title', 'Task ID': 'rich_text', Project: 'rich_text', Статус: { status: ['Открыта', 'В работе', 'Готово'] }, Owner: 'rich_text',
  Due: 'date', Priority: 'number', Type: 'select', Decision: { relation: decisions.id }, 'Meeting ID': 'rich_text',
});
const MAPPING = 'task.title=Задача,task.status=Статус,task.status.open=Открыта,task.status.claimed=В работе,'
  + 'task.status.running=В работе,task.status.done=Готово,task.status.failed=Готово,task.status.cancelled=Готово';
const TIMEOUT = 1_200;
const LATE = 4_000;
const LIMITS = `rate=200,concurrent=16,timeout_ms=${TIMEOUT},settle_ms=300,late_ms=${LATE},backoff_ms=100,open_ms=500`;

const ALTERNATIVES = [
  { name: 'PostgreSQL', description: 'One server.', pros: ['known', 'safe'], cons: ['to be run'], cost: '3 days' },
  { name: 'Файлы', cons: ['no transactions'] },
];

/** Of a command, beside this process, in which the stand-in has to answer. */
const run = (words, environment = {}) => promisify(execFile)(consilium, words, { env: { ...process.env, ...environment } });

const until = async (condition, ms, what) => {
  const end = Date.now() + ms;
  while (!await condition()) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
};

describe('Notion', () => {
  const home = newHome();
  let notion, decisions, tasks, environment, server, second, client;
  const logs = [];

  const open = async (more = {}) => {
    const opened = await serveWith({ ...environment, ...more }, home, '--tools', 'all');
    opened.process.stderr.on('data', chunk => logs.push(String(chunk)));
    return opened;
  };
  before(async () => {
    notion = await StandIn.start();
    decisions = notion.source('Решения', decisionColumns);
    tasks = notion.source('Tasks', taskColumns(decisions));
    environment = {
      CONSILIUM_NOTION_TOKEN: TOKEN, CONSILIUM_NOTION_URL: notion.url, CONSILIUM_NOTION_DECISIONS: decisions.id,
      CONSILIUM_NOTION_TASKS: tasks.id, CONSILIUM_NOTION_MAPPING: MAPPING, CONSILIUM_NOTION_LIMITS: LIMITS,
      CONSILIUM_EMBEDDING_MODEL: 'none',
    };
    server = await open();
    client = await overHttp(server.url);
  });
  after(async () => {
    await client?.close();
    await Promise.all([server, second].map(host => host?.stop()));
    await notion?.stop();
  });

  const record = (project, title, more = {}) => call(client, 'decision_record', {
    project, title, question: 'Where do orders live?', alternatives: ALTERNATIVES, choice: 'PostgreSQL', rationale: 'it survives a crash',
    risks: [{ description: 'locks', likelihood: 'low', impact: 'high', cost: 'a day', mitigation: 'short ones' }],
    participants: ['Ann', 'Боря'], tags: ['db', 'a, b'], ...more,
  });
  const failing = async (name, args, pattern) => {
    const result = await client.callTool({ name, arguments: args });
    assert.equal(result.isError, true, result.content[0].text);
    assert.match(result.content[0].text, pattern);
  };
  const asContract = () => assert.deepEqual(notion.wrong, []);
  const writes = () => notion.requests.filter(r => r.method !== 'GET' && !/query|search/.test(r.path));
  const one = (source, property, key) => {
    const found = notion.by(source, property).get(key) ?? [];
    assert.equal(found.length, 1, `${found.length} pages for ${key}`);
    return found[0];
  };

  test('gets the decision of a council with its tasks and its protocol, once', async () => {
    const participants = [{ name: 'Мод', role: 'moderator' }, { name: 'Anna', role: 'expert' }];
    const { id: council } = await call(client, 'council_start', {
      project: 'shop', topic: 'Where do orders live?', agenda: ['cost'], participants, meeting_id: 'm-1' });
    await failing('notion_export', { id: council }, /has no decision; council_conclude/);
    for (const [who, text] of [['Мод', 'Welcome'], ['Anna', `Long: ${'😀ы'.repeat(2500)} end`]]) {
      await call(client, 'council_say', { council, participant: who, text });
    }
    for (let i = 0; i < 120; i++) await call(client, 'council_say', { council, participant: i % 2 ? 'Anna' : 'Мод', text: `Said ${i}.` });
    const { decision } = await call(client, 'council_conclude', {
      council, choice: 'PostgreSQL', rationale: 'safe', alternatives: ALTERNATIVES,
      action_items: [
        { title: 'Write the migration', owner: 'Anna', due: '2030-12-05T23:59:59Z', priority: 1, type: 'code', description: 'With a test.' },
        { title: 'Deploy', after: [1] },
      ],
    });
    const exported = await call(client, 'notion_export', { id: council, wait_s: 50 });
    assert.equal(exported.state, 'done', JSON.stringify(exported));
    assert.equal(exported.meeting_id, 'm-1');
    const page = one(decisions, 'Meeting ID', 'm-1');
    assert.equal(exported.page_id, page.id);
    assert.equal(exported.url, page.url);
    assert.equal(plain(page.properties['Decision ID'].rich_text), decision);
    assert.equal(page.properties.Status.select.name, 'accepted');
    assert.deepEqual(page.properties.Participants.multi_select.map(o => o.name), ['Мод', 'Anna']);
    const text = notion.text(page.id);
    for (const part of ['PostgreSQL ✓', '+ known', 'Cost: 3 days', 'Welcome', 'Said 0.', 'Said 119.', '😀ы end', `${council}-1 Write the migration`]) {
      assert.equal(text.split(part).length, 2, part);
    }
    assert.ok(text.indexOf('Said 0.') < text.indexOf('Said 99.') && text.indexOf('Said 99.') < text.indexOf('Said 119.'));
    const task = one(tasks, 'Task ID', `${council}-1`);
    assert.deepEqual(exported.tasks.map(t => t.page_id), [task.id, one(tasks, 'Task ID', `${council}-2`).id]);
    assert.equal(plain(task.properties.Задача.title), 'Write the migration');
    assert.equal(task.properties.Статус.status.name, 'Открыта');
    assert.equal(task.properties.Due.date.start, '2030-12-05');
    assert.equal(task.properties.Priority.number, 1);
    assert.deepEqual(task.properties.Decision.relation, [{ id: page.id }]);
    assert.match(notion.text(task.id), /With a test/);
    asContract();

    const before = notion.requests.length;
    assert.deepEqual((await call(client, 'notion_export', { project: 'shop', meeting_id: 'm-1' })).page_id, page.id);
    assert.equal(notion.requests.length, before, 'nothing had changed');
    const { exports } = await call(client, 'notion_status', { id: decision });
    assert.equal(exports[0].url, page.url);
  });

  test('takes what changed into the same pages, and leaves what people wrote there', async () => {
    await call(client, 'task_create', { project: 'change', tasks: [{ task_id: 'build', title: 'Build it' }] });
    const { id } = await record('change', 'First title', { proposed: true, tasks: ['build'] });
    const first = await call(client, 'notion_export', { id });
    assert.equal(first.state, 'done');
    assert.equal(first.meeting_id, id);
    notion.byHand.append(first.page_id, 'A note of mine');
    await call(client, 'decision_update', { id, title: 'Second title', rationale: 'because of the crash' });
    await call(client, 'task_update', { project: 'change', task_id: 'build', title: 'Build it well' });
    const second = await call(client, 'notion_export', { id });
    assert.deepEqual([second.page_id, second.tasks], [first.page_id, first.tasks]);
    const text = notion.text(first.page_id);
    assert.match(text, /because of the crash[^]*A note of mine/);
    assert.doesNotMatch(text, /it survives a crash/);
    assert.equal(text.split('Alternatives').length, 2);
    assert.equal(plain(notion.pages.get(first.page_id).properties.Name.title), 'Second title');
    assert.equal(plain(one(tasks, 'Task ID', 'build').properties.Задача.title), 'Build it well');

    notion.byHand.trash(first.page_id);
    const again = await call(client, 'notion_export', { id, again: true });
    assert.equal(again.state, 'done', JSON.stringify(again));
    assert.notEqual(again.page_id, first.page_id);
    assert.equal(one(decisions, 'Meeting ID', id).id, again.page_id);
    assert.deepEqual(one(tasks, 'Task ID', 'build').properties.Decision.relation, [{ id: again.page_id }]);
    asTrashed();
  });
  /** A page in the trash is refused by Notion, which is how it is noticed. */
  const asTrashed = () => {
    notion.wrong = notion.wrong.filter(line => !/archived/.test(line));
    asContract();
  };

  test('finds the page that is there already', async () => {
    const { id } = await record('found', 'Known elsewhere', { meeting_id: 'old-1' });
    const text = content => [{ text: { content } }];
    const page = notion.byHand.page({
      parent: { data_source_id: decisions.id },
      properties: { Name: { title: text('x') }, 'Meeting ID': { rich_text: text('old-1') }, Project: { select: { name: 'found' } } },
    });
    notion.byHand.append(page.id, 'By hand');
    const exported = await call(client, 'notion_export', { id });
    assert.equal(exported.page_id, page.id);
    assert.match(notion.text(page.id), /it survives a crash[^]*By hand/);
    const { id: further } = await record('found', 'Another of the same meeting', { meeting_id: 'old-1' });
    assert.equal((await call(client, 'notion_export', { id: further })).meeting_id, `old-1/${further}`);
    assert.equal(one(decisions, 'Meeting ID', 'old-1').id, page.id);
    asContract();
  });

  test('is left alone for as long as it says', async () => {
    const { id } = await record('slow', 'Slow');
    let said;
    notion.fails = () => {
      if (said) return undefined;
      said = Date.now();
      return { kind: '429', after: 2 };
    };
    assert.equal((await call(client, 'notion_export', { id })).state, 'done');
    notion.fails = () => undefined;
    const next = notion.requests.find(r => r.at > said);
    assert.ok(next.at - said >= 1950, `${next.at - said} ms`);
    asContract();
  });

  test('gets everything when it is back', async () => {
    const { id } = await record('away', 'While it is away');
    const { port } = notion;
    await notion.stop();
    const queued = await call(client, 'notion_export', { id, wait_s: 5 });
    assert.equal(queued.state, 'pending');
    const { content, structuredContent: status } = await client.callTool({ name: 'notion_status', arguments: {} });
    assert.equal(status.ready, false);
    assert.match(content[0].text, /cannot be reached|does not answer/);
    assert.ok(status.queue.waiting >= 1);
    await notion.listen(port);
    await until(async () => notion.by(decisions, 'Meeting ID').has(id), 20_000, 'the export');
    assert.equal((await call(client, 'notion_export', { id })).state, 'done');
    one(decisions, 'Meeting ID', id);
    asContract();
  });

  test('is read by its own client and its own MCP server', async () => {
    const { id } = await record('readers', 'Прочитай меня');
    const { page_id } = await call(client, 'notion_export', { id });
    const official = new OfficialClient({ auth: TOKEN, baseUrl: notion.url });
    const page = await official.pages.retrieve({ page_id });
    assert.equal(plain(page.properties.Name.title), 'Прочитай меня');
    const queried = await official.dataSources.query({
      data_source_id: decisions.id, filter: { property: 'Meeting ID', rich_text: { equals: id } } });
    assert.deepEqual(queried.results.map(r => r.id), [page_id]);
    const { results } = await official.blocks.children.list({ block_id: page_id });
    assert.ok(results.some(b => b.type === 'table' && b.has_children));
    assert.ok(results.some(b => b.type === 'heading_2' && plain(b.heading_2.rich_text) === 'Risks'));

    const reader = new Client({ name: 'reader', version: '1' });
    await reader.connect(new StdioClientTransport({
      command: process.execPath, args: [join(here, 'node_modules', '.bin', 'notion-mcp-server')],
      env: { ...process.env, NOTION_TOKEN: TOKEN, BASE_URL: notion.url }, stderr: 'ignore',
    }));
    const read = async (name, args) => JSON.parse((await reader.callTool({ name, arguments: args })).content[0].text);
    assert.equal(plain((await read('API-retrieve-a-page', { page_id })).properties.Name.title), 'Прочитай меня');
    const blocks = await read('API-get-block-children', { block_id: page_id });
    assert.deepEqual(blocks.results.map(b => b.id), results.map(b => b.id));
    await reader.close();

    const found = await call(client, 'notion_search', { query: 'прочитай', kind: 'page' });
    assert.deepEqual(found.hits.map(h => [h.id, h.title]), [[page_id, 'Прочитай меня']]);
    const first = await call(client, 'notion_search', { limit: 1 });
    const second = await call(client, 'notion_search', { limit: 1, cursor: first.next_cursor });
    assert.notEqual(second.hits[0].id, first.hits[0].id);
    asContract();
  });

  test('has one page in the end, though what came of two creations and of the trash was not told', async () => {
    const sentAgain = Promise.withResolvers();
    const creates = call => call.method === 'POST' && call.path === 'pages';
    const failures = [
      [creates, () => ({ kind: 'late', until: sentAgain.promise })],
      [creates, () => {
        sentAgain.resolve();
        return { kind: 'late answer', after: TIMEOUT + 100 };
      }],
      [call => call.body?.in_trash, () => ({ kind: 'answer lost' })],
    ];
    notion.fails = call => (failures[0]?.[0](call) ? failures.shift()[1]() : undefined);
    const created = notion.created;
    const { id } = await record('doubled', 'Twice, and once more');
    const exported = await call(client, 'notion_export', { id, wait_s: 30 });
    assert.equal(exported.state, 'done', JSON.stringify(exported));
    assert.deepEqual(failures, []);
    assert.equal(notion.created, created + 2);
    assert.deepEqual(notion.requests.filter(r => r.body?.in_trash).slice(-2).map(r => r.status), [undefined, 400]);
    assert.equal(one(decisions, 'Meeting ID', id).id, exported.page_id);
    asContract();
  });

  test('is written to by whoever may write, and by nobody else', async () => {
    const { id } = await record('scopes', 'Not by readers');
    const made = await run(['key', 'create', 'watcher', 'read', '--home', home]);
    const reader = await overHttp(server.url, { authorization: `Bearer ${made.stdout.trim()}` });
    const count = writes().length;
    await assert.rejects(reader.callTool({ name: 'notion_export', arguments: { id } }), /403|scope/);
    assert.equal(writes().length, count);
    assert.equal((await call(reader, 'notion_status', {})).ready, true);
    await reader.close();
  });

  test('says what does not fit, by the name of the property', async () => {
    const wrong = notion.source('Wrong', { Название: 'title', 'Meeting ID': 'number', Project: 'rich_text', Status: { status: ['Done'] } });
    const bare = { CONSILIUM_NOTION_TOKEN: '', CONSILIUM_NOTION_DECISIONS: '', CONSILIUM_NOTION_TASKS: '' };
    const cases = [
      [{ CONSILIUM_NOTION_DECISIONS: wrong.id, CONSILIUM_NOTION_MAPPING: 'tags=Метки' }, [
        /meeting_id: the property "Meeting ID" is of type number; expected rich_text/,
        /tags: the data source has no property "Метки" \(multi_select or rich_text\)/,
        /status: the property "Status" is of type status and has no option for proposed, accepted/,
        /Nothing was queued/,
      ]],
      [{ CONSILIUM_NOTION_DECISIONS: decisions.parent.database_id }, [new RegExp(`it is a database; its data sources are ${decisions.id}`)]],
      [{ CONSILIUM_NOTION_TOKEN: 'ntn_wrong_and_secret' }, [/401.*check notion_token/]],
      [bare, [/CONSILIUM_NOTION_TOKEN and CONSILIUM_NOTION_DECISIONS/]],
    ];
    const { id } = await record('fits', 'Does it fit');
    for (const [more, patterns] of cases) {
      const other = await open(more);
      const its = await overHttp(other.url);
      const { isError, content } = await its.callTool({ name: 'notion_export', arguments: { id } });
      assert.equal(isError, true);
      for (const pattern of patterns) assert.match(content[0].text, pattern);
      assert.doesNotMatch(content[0].text, /secret/);
      const status = await its.callTool({ name: 'notion_status', arguments: {} });
      assert.doesNotMatch(status.content[0].text, /secret/);
      await its.close();
      await other.stop();
    }
    assert.equal(notion.by(decisions, 'Meeting ID').has(id), false);
    const doctor = await run(['doctor', '--home', home], environment);
    assert.match(doctor.stdout, /Notion +found +Consilium/);
    const misfit = await run(['doctor', '--home', home], { ...environment, CONSILIUM_NOTION_DECISIONS: wrong.id });
    assert.match(misfit.stdout, /Notion +not found.*Meeting ID/);
    asContract();
  });

  test('gets 1,000 decisions once each, while it fails 30 % of the calls and hosts die', { timeout: 400_000 }, async () => {
    const COUNT = Number(process.env.CONSILIUM_EXPORTS ?? 1000);
    const began = Date.now();
    const failures = {};
    const kinds = ['429', '529', '503', '409', 'did it, said 503', 'no answer', 'reset', 'answer lost', 'answer torn', 'late answer', 'late'];
    // A generator of our own, so that a run can be repeated.
    let seed = Number(process.env.CONSILIUM_SEED ?? Date.now() % 100_000);
    console.log(`seed ${seed}`);
    const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
    const numbers = [...Array(COUNT).keys()];
    const ids = new Map();
    const inParallel = (items, width, work) => {
      const queue = [...items];
      return Promise.all([...Array(width)].map(async () => {
        for (let next; (next = queue.shift()) !== undefined;) await work(next);
      }));
    };
    await call(client, 'task_create', {
      project: 'many', tasks: numbers.filter(n => n % 20 === 0).flatMap(n => [0, 1].map(t => ({ task_id: `t${n}-${t}`, title: `Task ${t} of ${n}` }))) });
    await inParallel(numbers, 16, async n => {
      const { id } = await record('many', `Decision ${n}`, {
        meeting_id: `meeting-${n}`, rationale: `Only of ${n}.`, ...(n % 20 === 0 && { tasks: [`t${n}-0`, `t${n}-1`] }) });
      ids.set(n, id);
    });
    console.log(`recorded after ${Date.now() - began} ms`);
    const requestsBefore = notion.requests.length;
    const createdBefore = notion.created;
    notion.fails = () => {
      if (random() >= 0.3) return undefined;
      const kind = kinds[Math.floor(random() * kinds.length)];
      failures[kind] = (failures[kind] ?? 0) + 1;
      // Longer than the host waits; some come when it has long asked again.
      return { kind, after: kind === '429' ? (random() < 0.05 ? 1 : 0) : kind.startsWith('late') ? TIMEOUT + 50 + random() * 1500 : undefined };
    };
    second = await open();
    let first = server;
    let asking = client;
    await inParallel(numbers, 8, async n => {
      await call(asking, 'notion_export', { id: ids.get(n), wait_s: 0 });
      if (n === Math.floor(COUNT * 0.4)) {
        // In the middle of it all, with exports under way.
        asking = await overHttp(second.url);
        await stop(first.process, 'SIGKILL');
      }
    }).catch(async () => {
      // Calls that the dead host had: whoever asks again changes nothing.
      await inParallel(numbers, 8, n => call(asking, 'notion_export', { id: ids.get(n), wait_s: 0 }));
    });
    await inParallel(numbers, 8, n => call(asking, 'notion_export', { id: ids.get(n), wait_s: 0 }));
    console.log(`asked for after ${Date.now() - began} ms`);
    let queue;
    let status;
    await until(async () => {
      status = await call(asking, 'notion_status', {});
      ({ queue } = status);
      if (process.env.CONSILIUM_SEED) console.log(Date.now() - began, JSON.stringify(queue), notion.requests.length - requestsBefore);
      await new Promise(resolve => setTimeout(resolve, 2_000));
      return queue.waiting + queue.running === 0;
    }, 240_000, 'all exports').catch(late => {
      throw new Error(`${late.message}; left: ${JSON.stringify(status)}`);
    });
    assert.equal(queue.failed, 0);
    notion.fails = () => undefined;
    // What arrived late is looked for once more.
    const key = n => `meeting-${n}`;
    const doubled = () => [...notion.by(decisions, 'Meeting ID').values(), ...notion.by(tasks, 'Task ID').values()].filter(pages => pages.length > 1).length;
    const doubledAtFirst = doubled();
    await until(async () => doubled() === 0, 60_000, 'no doubles');
    await new Promise(resolve => setTimeout(resolve, LATE + 1_000));
    const pages = notion.by(decisions, 'Meeting ID');
    for (const n of numbers) {
      const page = one(decisions, 'Meeting ID', key(n));
      const text = notion.text(page.id);
      for (const part of [`Only of ${n}.`, 'Alternatives', 'Risk | Likelihood', 'locks | low']) assert.equal(text.split(part).length, 2, `${part} in ${n}`);
      if (n % 20 === 0) {
        assert.deepEqual(one(tasks, 'Task ID', `t${n}-1`).properties.Decision.relation, [{ id: page.id }]);
        assert.equal(text.split('Task 1 of').length, 2);
      }
    }
    assert.equal([...pages.keys()].filter(k => k.startsWith('meeting-')).length, COUNT);
    asContract();
    const requests = notion.requests.length - requestsBefore;
    const failed = Object.values(failures).reduce((a, b) => a + b, 0);
    console.log(`${COUNT} exports in ${Date.now() - began} ms: ${requests} requests, ${failed} failed (${JSON.stringify(failures)}), `
      + `${notion.created - createdBefore} pages made, ${doubledAtFirst} doubled for a while, none at the end`);
    assert.equal(Object.keys(failures).length, kinds.length);
    await client.close().catch(() => {});
    client = asking;
    const { exports } = await call(client, 'notion_status', { id: ids.get(7) });
    assert.equal(exports[0].page_id, pages.get(key(7))[0].id);
  });

  test('hears nothing of its token in what the hosts said', () => {
    const said = logs.join('');
    assert.doesNotMatch(said, new RegExp(TOKEN));
    assert.doesNotMatch(said, /and_secret/);
  });
});
