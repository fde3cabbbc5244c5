// The decision log: recorded, found, asked about, superseded, and carried to a repository and back.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { call, newHome, overHttp, overStdio, serve } from './host.mjs';

const ALTERNATIVES = [
  { name: 'PostgreSQL', pros: ['known'], cost: '3 days' },
  { name: 'Файлы', cons: ['no transactions | at all'] },
];

describe('decisions', () => {
  const home = newHome();
  let server, ann, bob;

  before(async () => {
    server = await serve(home);
    ann = await overHttp(server.url);
    bob = await overStdio(home);
  });
  after(async () => {
    await ann?.close();
    await bob?.close();
    await server?.stop();
  });

  test('are recorded by one and govern the work of another', async () => {
    const made = await call(ann, 'decision_record', {
      project: 'shop', title: 'Store the orders', question: 'Where do orders live?', alternatives: ALTERNATIVES,
      choice: 'PostgreSQL', rationale: 'it survives a crash', files: ['src/orders/'], participants: ['Ann', 'Боря'],
      risks: [{ description: 'locks', likelihood: 'low', impact: 'high', cost: 'a day' }],
    });
    assert.equal(made.status, 'accepted');
    assert.equal(made.risks[0].likelihood, 'low');
    const { decisions } = await call(bob, 'decision_for', { project: 'shop', files: ['src/orders/Order.java'] });
    assert.deepEqual(decisions.map(d => d.id), [made.id]);
    const found = await call(bob, 'decision_search', { project: 'shop', query: 'почему не файлы' });
    assert.deepEqual(found.decisions.map(d => d.id), [made.id]);
    const remembered = await call(bob, 'memory_search', { project: 'shop', query: 'orders PostgreSQL', kinds: ['decision'] });
    assert.match(remembered.hits[0].text, /Not chosen: Файлы/);

    const changed = await bob.callTool({ name: 'decision_update', arguments: { id: made.id, choice: 'Файлы' } });
    assert.equal(changed.isError, true);
    assert.match(changed.content[0].text, /supersedes/);

    const next = await bob.callTool({
      name: 'decision_record',
      arguments: {
        project: 'shop', title: 'Store the orders in files', question: 'Where do orders live?', choice: 'Файлы',
        alternatives: ALTERNATIVES, files: ['src/orders/Order.java'],
      },
    });
    assert.match(next.content[0].text, new RegExp(`Warning: ${made.id} .*governs src/orders/Order.java`));
    const last = await call(bob, 'decision_record', {
      project: 'shop', title: 'Orders again', choice: 'PostgreSQL', alternatives: ALTERNATIVES,
      supersedes: [made.id, next.structuredContent.id],
    });
    assert.equal(last.warnings, undefined);
    const { decision, history } = await call(ann, 'decision_get', { id: made.id });
    assert.equal(decision.status, 'superseded');
    assert.deepEqual(decision.links, [{ kind: 'superseded_by', decision: last.id }]);
    assert.deepEqual(history.map(e => e.type), ['proposed', 'accepted', 'superseded']);
  });

  test('go to a repository as MADR and come back', async () => {
    const made = await call(ann, 'decision_record', {
      project: 'there', title: 'Способ "оплаты"', context: '# We sell\n\n```\n## code\n```', question: 'How do they pay?',
      alternatives: ALTERNATIVES, choice: 'Файлы', rationale: 'cheap', consequences: 'None.', tags: ['pay'],
      risks: [{ description: 'a | b', mitigation: 'c\nd' }], files: ['**/*.sql'],
    });
    const { contents } = await bob.readResource({ uri: `decision://${made.id}` });
    assert.equal(contents[0].mimeType, 'text/markdown');
    const documents = [{ path: 'docs/0001.md', text: contents[0].text }];
    const { decisions } = await call(bob, 'decision_import', { project: 'back', documents });
    const again = await call(bob, 'decision_import', { project: 'back', documents });
    assert.deepEqual(again.decisions, decisions);
    const { decision } = await call(ann, 'decision_get', { id: decisions[0].id });
    for (const field of ['title', 'context', 'question', 'alternatives', 'choice', 'rationale', 'consequences', 'risks', 'tags', 'files', 'status']) {
      assert.deepEqual(decision[field], made[field], field);
    }
    const refused = await bob.callTool({
      name: 'decision_import', arguments: { project: 'back', documents: [{ path: 'x.md', text: 'no title' }] },
    });
    assert.match(refused.content[0].text, /documents\[0\] \(x\.md\).*title/);
  });

  test('that miss the policy are refused with all that they lack', async () => {
    await call(ann, 'decision_policy', {
      project: 'strict', min_alternatives: 3, rationale: true, risks: 1, risk_cost: true, participants: ['Carla'],
    });
    const refused = await bob.callTool({
      name: 'decision_record', arguments: { project: 'strict', title: 'T', choice: 'PostgreSQL', alternatives: ALTERNATIVES },
    });
    assert.equal(refused.isError, true);
    for (const lack of [/2 of at least 3/, /rationale/, /risks: 0 of at least 1/, /Carla/]) {
      assert.match(refused.content[0].text, lack);
    }
    assert.deepEqual((await call(ann, 'decision_search', { project: 'strict' })).decisions, []);
  });

  test('that miss the policy become a task where nobody can be asked', async () => {
    await call(ann, 'decision_policy', { project: 'mild', min_alternatives: 3, escalate: true, owner: 'Carla' });
    const kept = await call(bob, 'decision_record', {
      project: 'mild', title: 'T', choice: 'PostgreSQL', alternatives: ALTERNATIVES,
    });
    assert.equal(kept.status, 'proposed');
    const { task } = await call(ann, 'task_get', { project: 'mild', task_id: `decide-${kept.id}` });
    assert.equal(task.owner, 'Carla');
    const accepted = await call(ann, 'decision_update', {
      id: kept.id, status: 'accepted', alternatives: [...ALTERNATIVES, { name: 'Nothing' }],
    });
    assert.equal(accepted.status, 'accepted');
  });

  const asked = { capabilities: { elicitation: { form: {} } } };
  const legacy = async answer => {
    const client = new Client({ name: 'legacy', version: '1' }, asked);
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => answer(params));
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
    return client;
  };
  const modern = async answer => {
    const client = new ModernClient({ name: 'modern', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } }, ...asked });
    client.setRequestHandler('elicitation/create', async ({ params }) => answer(params));
    await client.connect(new ModernHttp(new URL(server.url)));
    return client;
  };
  for (const [era, connect] of Object.entries({ legacy, modern })) {
    test(`that miss the policy are brought before a person (${era})`, async () => {
      await call(ann, 'decision_policy', { project: era, min_alternatives: 3, escalate: true });
      const heard = [];
      const verdicts = [
        { action: 'accept', content: { verdict: 'accept' } },
        { action: 'accept', content: { verdict: 'leave_open' } },
        { action: 'decline' },
      ];
      const client = await connect(params => {
        heard.push(params.message);
        return verdicts[heard.length - 1];
      });
      const statuses = [];
      for (const title of ['one', 'two', 'three']) {
        const { structuredContent, content } = await client.callTool({
          name: 'decision_record', arguments: { project: era, title, choice: 'PostgreSQL', alternatives: ALTERNATIVES },
        });
        assert.match(content[0].text, /A person/);
        statuses.push(structuredContent.status);
        const { history } = await call(ann, 'decision_get', { id: structuredContent.id });
        assert.ok(history.some(e => e.type === 'escalated'));
      }
      await client.close();
      assert.deepEqual(statuses, ['accepted', 'proposed', 'proposed']);
      assert.match(heard[0], /"one".*PostgreSQL.*2 of at least 3/s);
    });
  }
});
