// Decisions in Notion: what arrives there, and what is said of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client as OfficialClient } from '@notionhq/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { call, consilium, overHttp } from './host.mjs';
import { plain, TOKEN } from './notion.mjs';
import {
  ALTERNATIVES, asContract, assertSecrets, client, decisions, environment, home, notion, one, open, record, server, tasks, TIMEOUT,
} from './notion-host.mjs';
import { until } from './waiting.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Of a command, beside this process, in which the stand-in has to answer. */
const run = (words, environment = {}) => promisify(execFile)(consilium, words, { env: { ...process.env, ...environment } });

const failing = async (name, args, pattern) => {
  const result = await client.callTool({ name, arguments: args });
  assert.equal(result.isError, true, result.content[0].text);
  assert.match(result.content[0].text, pattern);
};
const writes = () => notion.requests.filter(r => r.method !== 'GET' && !/query|search/.test(r.path));

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
    return { kind: '429', after: 1 };
  };
  assert.equal((await call(client, 'notion_export', { id })).state, 'done');
  notion.fails = () => undefined;
  const next = notion.requests.find(r => r.at > said);
  assert.ok(next.at - said >= 950, `${next.at - said} ms`);
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
  await until(() => notion.by(decisions, 'Meeting ID').has(id), { what: 'the export' });
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

test('the hosts said nothing of their token', assertSecrets);
