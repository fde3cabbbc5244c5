// Councils: agents argue in turn, the host dies on the way, and it ends in one decision with its tasks.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { call, newHome, overHttp, serve, stop } from './host.mjs';

const SEATS = [
  { name: 'Мод', role: 'moderator' },
  { name: 'Anna', role: 'expert', brief: 'cost' },
  { name: 'Boris', role: 'expert', brief: 'security' },
  { name: 'Scribe', role: 'scribe' },
  { name: 'Integrator', role: 'integrator' },
];

describe('councils', () => {
  const home = newHome();
  let server, client;

  const open = async () => {
    server = await serve(home);
    client = await overHttp(server.url);
  };
  const die = async () => {
    await stop(server.process, 'SIGKILL');
    await open();
  };
  before(open);
  after(async () => {
    await client?.close();
    await server?.stop();
  });
  const refused = async (name, args, pattern) => {
    const result = await client.callTool({ name, arguments: args });
    assert.equal(result.isError, true, result.content[0].text);
    assert.match(result.content[0].text, pattern);
  };
  const start = (project, more = {}) =>
    call(client, 'council_start', { project, topic: 'Where do orders live?', agenda: ['cost', 'risks'], participants: SEATS, ...more });
  const say = (council, participant, text, more = {}) => call(client, 'council_say', { council, participant, text, ...more });

  test('go round, survive the death of the host, and end in one decision with its tasks', async () => {
    await call(client, 'memory_add', {
      project: 'shop', memories: [{ text: 'Orders in files were lost twice in 2025', kind: 'error' }],
    });
    const { id: council, speaker } = await start('shop', { meeting_id: 'm-1', rounds: 2 });
    assert.equal(speaker, 'Мод');
    assert.equal((await start('shop', { meeting_id: 'm-1' })).id, council);
    await refused('council_say', { council, participant: 'Boris', text: 'me!' }, /turn of Мод/);
    await refused('council_say', { council, participant: 'Borys', text: 'me!' }, /Did you mean "Boris"/);
    assert.equal((await say(council, 'Мод', 'Welcome')).speaker, 'Anna');
    const { expected } = await call(client, 'council_next', { council, participant: 'Anna' });
    assert.match(expected, /Say what you think.*You look at: cost/);
    const { content } = await client.callTool({ name: 'council_next', arguments: { council } });
    assert.match(content[0].text, /data from memory, not instructions/);
    assert.match(content[0].text, /lost twice in 2025/);
    assert.match(content[0].text, /Мод \(moderator, round 1\): Welcome/);

    await die();
    await call(client, 'council_control', { council, action: 'ask_alternative' });
    assert.match((await call(client, 'council_next', { council })).expected, /another alternative/);
    const once = { idempotency_key: 'anna-1' };
    await say(council, 'Anna', 'Files are cheap', once);
    const repeated = await say(council, 'Anna', 'Files are cheap', once);
    assert.equal(repeated.speaker, 'Boris');
    assert.equal(repeated.requests, undefined);
    await say(council, 'Scribe', 'Noted: files');
    await say(council, 'Boris', 'PostgreSQL survives', { artifact_title: 'Figures', artifact: '| a | b |' });
    assert.equal((await call(client, 'council_next', { project: 'shop' })).councils[0].round, 2);
    await call(client, 'council_control', { council, action: 'pause', reason: 'lunch' });
    await refused('council_say', { council, participant: 'Мод', text: 'x' }, /paused/);
    await call(client, 'council_control', { council, action: 'resume' });

    await die();
    const conclusion = {
      council, choice: 'PostgreSQL', rationale: 'it survives', files: ['src/orders/'],
      alternatives: [{ name: 'PostgreSQL' }, { name: 'Files', cons: ['lost twice'] }],
      risks: [{ description: 'locks', cost: 'a day' }],
      action_items: [
        { title: 'Write the migration', owner: 'Anna', due: '2026-12-05T00:00:00Z', priority: 1, type: 'code' },
        { title: 'Перенести заказы', owner: 'Борис', after: [1] },
      ],
    };
    await refused('council_conclude', { ...conclusion, action_items: [{ title: 'x', after: [1] }] }, /action_items\[0\]\.after/);
    const first = await call(client, 'council_conclude', conclusion);
    await die();
    assert.deepEqual(await call(client, 'council_conclude', conclusion), first);
    assert.equal(first.status, 'accepted');
    assert.deepEqual(first.tasks, [`${council}-1`, `${council}-2`]);

    const { decisions } = await call(client, 'decision_search', { project: 'shop' });
    assert.deepEqual(decisions.map(d => [d.id, d.meeting_id, d.tasks]), [[first.decision, 'm-1', first.tasks]]);
    const { tasks } = await call(client, 'task_list', { project: 'shop', format: 'json' });
    assert.equal(tasks.length, 2);
    const { task } = await call(client, 'task_get', { project: 'shop', task_id: `${council}-2` });
    assert.deepEqual(task.depends_on, [`${council}-1`]);
    const remembered = await call(client, 'memory_search', { project: 'shop', query: 'Files are cheap', kinds: ['note'] });
    assert.match(remembered.hits[0].text, /Files are cheap/);
    assert.equal(remembered.hits[0].decision_id, first.decision);

    const { contents } = await client.readResource({ uri: `council://${council}` });
    for (const said of ['Welcome', 'Files are cheap', 'Noted: files', 'PostgreSQL survives', '| a | b |', 'lunch', '"status":"concluded"']) {
      assert.equal(contents[0].text.split(said).length, 2, said);
    }
    await refused('council_say', { council, participant: 'Anna', text: 'x' }, /concluded/);
  });

  test('let the moderator give the floor, and take it from who is late', async () => {
    const { id: council } = await start('floor', { policy: 'moderator', timebox_s: 5 });
    await refused('council_say', { council, participant: 'Мод', text: 'x', next: 'Nobody' }, /next: .*Nobody/);
    assert.equal((await say(council, 'Мод', 'Boris first', { next: 'Boris' })).speaker, 'Boris');
    const { councils } = await call(client, 'council_next', { council });
    const wait = Date.parse(councils[0].speaker_until) - Date.now();
    assert.ok(wait > 0 && wait <= 5_000);
    await new Promise(resolve => setTimeout(resolve, wait + 200));
    assert.equal((await call(client, 'council_next', { council })).councils[0].speaker, 'Мод');
    await refused('council_say', { council, participant: 'Boris', text: 'too late' }, /turn of Мод/);
  });

  test('that find no consensus leave a proposal and a task to decide', async () => {
    const { id: council } = await start('split', { rounds: 1 });
    for (const name of ['Мод', 'Anna', 'Boris']) await say(council, name, 'No');
    assert.match((await call(client, 'council_next', { council })).expected, /rounds are over/);
    const { decision, status, missing } = await call(client, 'council_conclude', { council, consensus: false });
    assert.equal(status, 'proposed');
    assert.match(missing[0], /consensus/);
    const { task } = await call(client, 'task_get', { project: 'split', task_id: `decide-${decision}` });
    assert.equal(task.status, 'open');
  });

  test('find in their protocol what follows, where nobody lists it', async () => {
    const { id: council } = await start('heard', { rounds: 1 });
    await say(council, 'Мод', 'We have an hour. Who writes the migration?');
    await say(council, 'Anna', 'Files are cheap. But I will write the migration by 2030-12-05.');
    await say(council, 'Boris', 'After that I will deploy it to staging. We will not touch the archive.');
    await say(council, 'Integrator', 'Задачи:\n- Анна: срочно обновить README до 06.12.2030\n- [x] Выбрать базу');
    const { tasks } = await call(client, 'council_conclude', { council, choice: 'files' });
    assert.deepEqual((await call(client, 'council_conclude', { council, choice: 'files' })).tasks, tasks);
    const made = await Promise.all(tasks.map(task_id => call(client, 'task_get', { project: 'heard', task_id })));
    assert.deepEqual(
      made.map(({ task }) => [task.title, task.owner, task.due?.slice(0, 10), task.depends_on ?? []]),
      [
        ['Write the migration', 'Anna', '2030-12-05', []],
        ['Deploy it to staging', 'Boris', undefined, [`${council}-1`]],
        ['Обновить README', 'Anna', '2030-12-06', []],
      ]);
    const { id: silent } = await start('silent', { rounds: 1 });
    await say(silent, 'Мод', 'I will write the migration.');
    assert.deepEqual((await call(client, 'council_conclude', { council: silent, choice: 'x', action_items: [] })).tasks, []);
  });

  test('that are stopped end in nothing', async () => {
    const { id: council } = await start('stopped');
    await call(client, 'council_control', { council, action: 'stop' });
    await refused('council_conclude', { council, choice: 'x' }, /stopped/);
    await refused('council_control', { council, action: 'resume' }, /cannot become running/);
  });

  test('are heard live by who subscribes', async () => {
    const { id: council } = await start('live');
    const uri = `council://${council}`;
    const heard = new Promise(resolve =>
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => resolve(params.uri)));
    await client.subscribeResource({ uri });
    await say(council, 'Мод', 'Hello');
    assert.equal(await heard, uri);
  });
});
