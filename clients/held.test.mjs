// Councils that language models hold: the host's own over an OpenAI-compatible API, and those of a client.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import OpenAI from 'openai';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CreateMessageRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { call, newHome, overHttp, serve, serveWith, stop } from './host.mjs';
import { asked, llm } from './llm.mjs';
import { StandIn, TOKEN } from './notion.mjs';
import { until } from './waiting.mjs';

const SEATS = [
  { name: 'Мод', role: 'moderator' },
  { name: 'Anna', role: 'expert', brief: 'cost' },
  { name: 'Boris', role: 'expert', brief: 'security' },
  { name: 'Scribe', role: 'scribe' },
];

const CONCLUSION = {
  title: 'Orders live in PostgreSQL', question: 'Where do orders live?',
  alternatives: [{ name: 'PostgreSQL', pros: ['survives'], cons: [], cost: 'a week' }, { name: 'Files', pros: ['cheap'], cons: ['lost twice'], cost: null }],
  choice: 'PostgreSQL', rationale: 'it survives a crash', consequences: null,
  risks: [{ description: 'locks', likelihood: 'low', impact: 'medium', cost: 'a day', mitigation: null }],
  files: ['src/orders/'], tags: ['storage'], consensus: true,
};

const SAYINGS = {
  'Мод': ['Let us begin.', 'Everything is said.\nCONCLUDE'],
  Anna: ['<think>What would Anna say?</think>Files are cheap. I will write the migration by 2026-12-05.', 'PostgreSQL then.'],
  Boris: ['PostgreSQL survives. Anna will check the backups.', 'Agreed.'],
};

/** Answers as everybody does in turn. */
function answers(conclusions = [CONCLUSION, { ...CONCLUSION, title: 'The better one' }], judge = 'B') {
  return request => {
    const who = asked(request);
    const { content } = request.messages[1];
    switch (who) {
      case 'conclusion': return '```json\n' + JSON.stringify(conclusions.length > 1 ? conclusions.shift() : conclusions[0]) + '\n```';
      case 'judge': return judge;
      case 'items': return JSON.stringify({
        items: [
          { title: 'Write the migration', owner: 'Anna', due: '2026-12-05', priority: 1, type: 'code', after: [] },
          { title: 'Check the backups', owner: 'Anna', due: null, priority: null, type: null, after: [1] },
        ],
      });
      default: return SAYINGS[who][content.includes(`${who} (`) ? 1 : 0];
    }
  };
}

const ended = (client, council) => until(async () => {
  const { councils: [{ status }] } = await call(client, 'council_next', { council });
  return ['concluded', 'paused', 'stopped'].includes(status) && status;
}, { what: `the end of ${council}`, every: 100 });
const protocol = async (client, council) => (await client.readResource({ uri: `council://${council}` })).contents[0].text;
const start = (client, project, more = {}) =>
  call(client, 'council_start', { project, topic: 'Where do orders live?', participants: SEATS, rounds: 3, ...more });

describe('councils held by the models of the host', () => {
  const stops = [];
  after(async () => { for (const each of stops.reverse()) await each(); });
  /** What is made when the first asks for it, and shared by those that come later. */
  const shared = make => {
    let made;
    return () => made ??= make();
  };
  const host = async (home, standIn, more = {}) => {
    const server = await serveWith({ CONSILIUM_LLM_URL: standIn.url, CONSILIUM_LLM_MODELS: 'small', CONSILIUM_EMBEDDING_MODEL: 'none', ...more }, home);
    stops.push(server.stop);
    const client = await overHttp(server.url);
    stops.push(() => client.close());
    return { server, client };
  };
  const standIn = async options => {
    const one = await llm(options);
    stops.push(one.stop);
    return one;
  };
  const withOneModel = shared(async () => {
    const model = await standIn({ answer: answers() });
    return { model, ...await host(newHome(), model) };
  });
  const withoutModel = shared(async () => {
    const server = await serve(newHome());
    stops.push(server.stop);
    return server;
  });

  test('end in one decision with its tasks, though the host dies twice on the way', async () => {
    const home = newHome();
    let dying;
    const wait = new Map([['Boris', undefined], ['judge', undefined]]);
    const model = await standIn({
      key: 'sk-1',
      answer: answers(),
      // The first time each of these is asked, the host dies while it waits for the answer.
      before: request => {
        const who = asked(request);
        if (!wait.has(who)) return undefined;
        wait.delete(who);
        return dying(who).then(() => 'drop');
      },
    });
    const notion = await StandIn.start();
    stops.push(() => notion.stop());
    const pages = notion.source('Decisions', { Name: 'title', 'Meeting ID': 'rich_text', Project: 'select', Status: 'select' });
    const settings = {
      CONSILIUM_LLM_API_KEY: 'sk-1', CONSILIUM_LLM_PRICES: 'small=1000/2000', CONSILIUM_LLM_LIMITS: 'lease_seconds=3',
      CONSILIUM_NOTION_TOKEN: TOKEN, CONSILIUM_NOTION_URL: notion.url, CONSILIUM_NOTION_DECISIONS: pages.id, CONSILIUM_NOTION_LIMITS: 'rate=100',
    };
    let { server, client } = await host(home, model, settings);
    const deaths = [];
    let back;
    const run = Promise.withResolvers();
    dying = async who => {
      await run.promise;
      await stop(server.process, 'SIGKILL');
      back = host(home, model, settings).then(now => ({ server, client } = now));
      deaths.push(who);
    };
    await call(client, 'task_create', { project: 'shop', tasks: [{ task_id: 'old', title: 'Checking backups' }] });
    const { id: council } = await start(client, 'shop', { meeting_id: 'm-1' });
    await call(client, 'council_run', { council });
    run.resolve();
    for (const expected of ['Boris', 'judge']) {
      await until(() => deaths.at(-1) === expected, { what: `the death of the host that waited for ${expected}` });
      await back;
    }
    assert.equal(await ended(client, council), 'concluded');

    const { decisions } = await call(client, 'decision_search', { project: 'shop' });
    assert.deepEqual(decisions.map(d => [d.title, d.status, d.meeting_id]), [['The better one', 'accepted', 'm-1']]);
    assert.deepEqual(decisions[0].tasks.toSorted(), [`${council}-1`, 'old'].toSorted());
    const { tasks } = await call(client, 'task_list', { project: 'shop', format: 'json' });
    assert.deepEqual(tasks.map(t => t.task_id).toSorted(), [`${council}-1`, 'old'].toSorted());
    const { task } = await call(client, 'task_get', { project: 'shop', task_id: `${council}-1` });
    assert.deepEqual([task.title, task.owner, task.due], ['Write the migration', 'Anna', '2026-12-05T23:59:59Z']);

    const text = await protocol(client, council);
    for (const said of ['Let us begin.', 'Files are cheap', 'PostgreSQL survives', 'Everything is said', '"status":"concluded"']) {
      assert.equal(text.split(said).length, 2, `${said} in\n${text}`);
    }
    assert.doesNotMatch(text, /What would Anna say/);
    assert.match(text, /Anna used .*chat_completion.*"model":"small"/);
    const { councils: [{ tokens, cost }] } = await call(client, 'council_next', { council });
    assert.ok(tokens > 500 && cost > 0.5, `${tokens} tokens, ${cost}`);
    for (let time = 1; time <= 2; time++) {
      const { state } = await call(client, 'notion_export', { id: council, wait_s: 50 });
      assert.equal(state, 'done');
      assert.deepEqual([...notion.by(pages, 'Meeting ID').keys()], ['m-1']);
      assert.equal(notion.by(pages, 'Meeting ID').get('m-1').length, 1);
    }

    const stats = await call(client, 'project_stats', { project: 'shop' });
    const { minutes_to_decision: minutes, ...councils } = stats.councils;
    assert.deepEqual(councils, { ended: 1, decided: 1, fruitful: 0, fruitful_share: 0, tasks_per_meeting: 1 });
    assert.ok(minutes < 2);
    const metrics = async () => (await fetch(new URL('/metrics', server.url))).text();
    await until(async () => /consilium_councils_decided\{project="shop"\} 1\.0/.test(await metrics()), { what: 'the council in the metrics', every: 200 });
    const since = new Date().toISOString();
    assert.equal((await call(client, 'project_stats', { since })).councils.ended, 0);
    // It is remembered without what models used.
    const { hits } = await call(client, 'memory_search', { project: 'shop', query: 'Files are cheap', kinds: ['note'] });
    assert.match(hits[0].text, /PostgreSQL survives/);
    assert.doesNotMatch(hits[0].text, /chat_completion/);
  });

  test('take the next model when one does not answer, again when it may, and what an API does not know away', async () => {
    const down = await standIn({ answer: answers(), before: () => ({ status: 401, body: { error: { message: 'no such key' } } }) });
    const faults = [
      { status: 429, headers: { 'retry-after': '1' }, body: { error: { message: 'slow down' } } }, 'drop',
      { status: 503, body: 'not even JSON' }, { status: 200, body: { choices: [] } },
    ];
    const model = await standIn({
      answer: answers(),
      before: request => 'max_tokens' in request
        ? { status: 400, body: { error: { message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", param: 'max_tokens' } } }
        : faults.length && faults.shift(),
    });
    const { client } = await host(newHome(), down, { CONSILIUM_LLM_MODELS: `small,other@${model.url}`, CONSILIUM_LLM_API_KEY: 'secret', CONSILIUM_LLM_LIMITS: 'retries=4' });
    const { id: council } = await start(client, 'chain');
    await call(client, 'council_run', { council });
    assert.equal(await ended(client, council), 'concluded');
    assert.equal(faults.length, 0);
    assert.ok(model.requests.slice(1).every(request => request.max_completion_tokens > 0));
    assert.ok(down.requests.length > 5);
    assert.match(await protocol(client, council), /"model":"other"/);
  });

  test('pause when nothing answers, when they cost too much, and when nothing fits', async () => {
    let broken = true;
    const { client, model } = await withOneModel();
    model.begin({
      answer: request => asked(request) === 'conclusion' && broken ? 'I would rather not.' : answers()(request),
      before: () => broken === 'down' ? { status: 404, body: { error: { message: 'The model `small` does not exist' } } } : undefined,
    });
    const { id: council } = await start(client, 'pause');
    await call(client, 'council_run', { council, max_tokens: 1 });
    assert.equal(await ended(client, council), 'paused');
    assert.match(await protocol(client, council), /used \d+ tokens of 1; council_run with a higher max_tokens/);

    broken = 'down';
    await call(client, 'council_run', { council, max_tokens: 100_000 });
    assert.equal(await ended(client, council), 'paused');
    assert.match(await protocol(client, council), /small at http.* answered 404: The model `small` does not exist See llm_url, llm_models/);

    broken = true;
    await call(client, 'council_run', { council });
    assert.equal(await ended(client, council), 'paused');
    assert.match(await protocol(client, council), /does not manage to write down a conclusion/);
    assert.match(model.requests.at(-1).messages[1].content, /could not be used: there is no JSON object in it/);

    broken = false;
    await call(client, 'council_control', { council, action: 'resume' });
    assert.equal(await ended(client, council), 'concluded');
  });

  test('leave the seats of agents to them, and can be paused and stopped', async () => {
    const { client, model } = await withOneModel();
    model.begin({ answer: answers() });
    const { id: council } = await start(client, 'mixed', {
      participants: [SEATS[0], { ...SEATS[1], agent: 'anna-agent' }, SEATS[2]],
    });
    await call(client, 'council_run', { council });
    const state = async () => (await call(client, 'council_next', { council })).councils[0];
    await until(async () => (await state()).speaker === 'Anna', { what: 'the turn of Anna' });
    assert.deepEqual(model.requests.map(asked), ['Мод']);
    await call(client, 'council_say', { council, participant: 'Anna', text: 'From the agent', agent: 'anna-agent' });
    await until(async () => { const { speaker, round } = await state(); return speaker === 'Anna' && round === 2; }, { what: 'the second turn of Anna' });
    await call(client, 'council_control', { council, action: 'stop' });
    assert.equal(await ended(client, council), 'stopped');
    assert.match(await protocol(client, council), /From the agent/);
    assert.ok(!model.requests.map(asked).includes('Anna'));
  });

  test('are asked for by the same API that its own client asks', async () => {
    const model = await standIn({ key: 'sk-2', answer: () => 'Hello' });
    const openai = new OpenAI({ baseURL: model.url, apiKey: 'sk-2' });
    const { choices, usage } = await openai.chat.completions.create({ model: 'small', messages: [{ role: 'user', content: 'Hi' }] });
    assert.equal(choices[0].message.content, 'Hello');
    assert.ok(usage.total_tokens > 0);
    await assert.rejects(openai.chat.completions.create({ model: 'small', messages: [] }), /too short/);
  });

  test('need a model, and say so', async () => {
    const server = await withoutModel();
    const client = await overHttp(server.url);
    stops.push(() => client.close());
    const { id: council } = await start(client, 'none');
    for (const model of ['host', 'client']) {
      const refused = await client.callTool({ name: 'council_run', arguments: { council, model } });
      assert.equal(refused.isError, true);
      assert.match(refused.content[0].text, /llm_url and llm_models/);
    }
  });

  test('are held by the model of a client that lets it be asked', async () => {
    const server = await withoutModel();
    const client = new Client({ name: 'sampling', version: '1' }, { capabilities: { sampling: {} } });
    const say = answers();
    let failing = true;
    client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => {
      const request = { messages: [{ content: params.systemPrompt }, { content: params.messages[0].content.text }] };
      if (failing && asked(request) === 'Boris') throw new Error('the user said no');
      return { role: 'assistant', model: 'mine', content: { type: 'text', text: say(request) } };
    });
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
    stops.push(() => client.close());
    const { id: council } = await start(client, 'sampled');
    const refused = await client.callTool({ name: 'council_run', arguments: { council } });
    assert.match(refused.content[0].text, /the user said no.*council_run goes on/);
    failing = false;
    const seen = [];
    const result = await call(client, 'council_run', { council }, { onprogress: ({ message }) => seen.push(message) });
    assert.equal(result.status, 'concluded');
    assert.ok(seen.includes('Boris spoke'), seen.join());
    const { decisions } = await call(client, 'decision_search', { project: 'sampled' });
    assert.deepEqual(decisions.map(d => d.title), ['The better one']);
    assert.match(await protocol(client, council), /"model":"mine"/);
  });
});
