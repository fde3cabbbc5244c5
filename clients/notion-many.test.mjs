// Hundreds of decisions for a Notion that fails in every way, from hosts one of which dies: each arrives once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, overHttp, stop } from './host.mjs';
import { asContract, assertSecrets, client, decisions, LATE, notion, one, open, record, server, tasks, TIMEOUT } from './notion-host.mjs';
import { pause, until } from './waiting.mjs';

/** Each is called some five times, so that every kind of failure comes dozens of times. */
const COUNT = Number(process.env.CONSILIUM_EXPORTS ?? 300);

test('Notion gets every decision once, while it fails 30 % of the calls and a host dies', { timeout: 600_000 }, async () => {
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
  const second = await open();
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
    return queue.waiting + queue.running === 0;
  }, { what: () => `all exports; left: ${JSON.stringify(status)}`, seconds: 500, every: 1_000 });
  assert.equal(queue.failed, 0);
  notion.fails = () => undefined;
  // What arrived late is looked for once more.
  const key = n => `meeting-${n}`;
  const doubled = () => [...notion.by(decisions, 'Meeting ID').values(), ...notion.by(tasks, 'Task ID').values()].filter(pages => pages.length > 1).length;
  const doubledAtFirst = doubled();
  await until(() => doubled() === 0, { what: 'no doubles' });
  await pause(LATE + 1_000);
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
  const { exports } = await call(asking, 'notion_status', { id: ids.get(7) });
  assert.equal(exports[0].page_id, pages.get(key(7))[0].id);
  await asking.close();
  assertSecrets();
});
