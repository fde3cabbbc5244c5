// Prints how long events take to clients of two nodes that share one database: scripts/bench live [EVENTS_A_CALL].
// The clients are in processes of their own, as they would be in life; here they share the machine.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, newHome, overHttp, postgresPid, serve } from './host.mjs';
import { Counter, spreadOf } from './watchers.mjs';

const CLIENTS = 200;
const PROCESSES = 4;
const EVENTS_A_SECOND = 1_000;
const SECONDS = Number(process.env.SECONDS ?? 20);
const EVENTS_A_CALL = Number(process.argv[2] ?? 10);
const EVENTS = EVENTS_A_SECOND * SECONDS;
/** Whether the other node is killed in the middle. */
const KILL = process.env.KILL === '1';
/** Until the JVMs have compiled what is hot, which takes a core for most of a minute. */
const WARM_UP = EVENTS_A_SECOND * Number(process.env.WARM_UP_SECONDS ?? 30);

if (process.send) watch();
else await measure();

/** A process of clients, every second of them at the other node. */
function watch() {
  process.once('message', async ({ urls, clients, expected }) => {
    const latencies = { own: [], other: [] };
    const counters = Array.from({ length: clients }, (_, i) => {
      const counter = new Counter({ project: 'bench', types: 'task_created' }, { latencies: i % 2 ? latencies.other : latencies.own });
      return { counter, place: i % 2 };
    });
    // A client whose node is gone goes on at the other.
    const follow = async (counter, place) => {
      await counter.connect(urls[place]);
      counter.closed.then(() => over || follow(counter, 1 - place));
    };
    let over = false;
    await Promise.all(counters.map(({ counter, place }) => follow(counter, place)));
    process.send('connected');
    const least = async count => {
      while (counters.some(({ counter }) => counter.count < count)) await sleep(20);
    };
    await least(WARM_UP);
    latencies.own.length = latencies.other.length = 0;
    const before = process.cpuUsage();
    process.send('warm');
    await Promise.race([least(WARM_UP + expected), new Promise(resolve => process.once('message', resolve))]);
    over = true;
    process.send({
      cpu: (({ user, system }) => (user + system) / 1e6)(process.cpuUsage(before)),
      own: latencies.own, other: latencies.other,
      doubles: counters.reduce((sum, { counter }) => sum + counter.doubles, 0),
      missing: counters.reduce((sum, { counter }) => sum + WARM_UP + expected - counter.count, 0),
    });
    process.once('message', () => process.exit(0));
  });
}

/** Seconds of CPU that a process has had. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
function cpuOfAll(parent) {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ');
  return children.reduce((sum, pid) => sum + cpuOf(pid), cpuOf(parent));
}

async function measure() {
  const home = newHome();
  const nodes = [await serve(home), await serve(home)];
  const agents = await Promise.all(Array.from({ length: 8 }, () => overHttp(nodes[0].url)));
  let next = 0;
  const create = (agent, count) =>
    call(agent, 'task_create', { project: 'bench', tasks: Array.from({ length: count }, () => ({ task_id: `b${next++}`, title: 'Something to do' })) });
  /** Makes events at the pace; gives the seconds that it took. */
  const load = async events => {
    const pace = 1000 * EVENTS_A_CALL / EVENTS_A_SECOND;
    const began = performance.now();
    const calls = [];
    for (let i = 0; i * EVENTS_A_CALL < events; i++) {
      const due = began + i * pace - performance.now();
      if (due > 0) await sleep(due);
      calls.push(create(agents[i % agents.length], EVENTS_A_CALL));
      if (calls.length > 32) await calls.shift();
    }
    await Promise.all(calls);
    return (performance.now() - began) / 1000;
  };
  const processes = Array.from({ length: PROCESSES }, () => fork(fileURLToPath(import.meta.url)));
  const said = child => new Promise(resolve => child.once('message', resolve));
  const all = async message => {
    const answers = processes.map(said);
    if (message) processes.forEach(child => child.send(message));
    return Promise.all(answers);
  };
  await all({ urls: nodes.map(node => node.url), clients: CLIENTS / PROCESSES, expected: EVENTS });
  const warm = all();
  await load(WARM_UP);
  await warm;
  const results = all();
  const cpu = () => ({ nodes: nodes.reduce((all, node) => all + cpuOf(node.process.pid), 0), postgres: cpuOfAll(postgresPid(home)) });
  const before = cpu();
  const mine = process.cpuUsage();
  if (KILL) setTimeout(() => nodes.pop().process.kill('SIGKILL'), SECONDS * 500);
  const produced = await load(EVENTS);
  const late = setTimeout(() => processes.forEach(child => child.send('late')), 60_000);
  const parts = await results;
  clearTimeout(late);
  const used = cpu();
  const { user, system } = process.cpuUsage(mine);
  const sum = name => parts.reduce((total, part) => total + part[name], 0);
  const show = name => {
    const { count, p50, p95, p99, max } = spreadOf(parts.flatMap(part => part[name]));
    return `${count} messages, p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, max ${max} ms`;
  };
  console.log(`${EVENTS} events, ${EVENTS_A_CALL} a call, in ${produced.toFixed(1)} s (${Math.round(EVENTS / produced)} a second) to ${CLIENTS} clients of two nodes`);
  console.log(`at the node that was called: ${show('own')}`);
  console.log(`at the other node:           ${show('other')}`);
  if (KILL) console.log('the other node was killed in the middle; its clients went on at the first');
  console.log(`missing ${sum('missing')}, double or out of order ${sum('doubles')}; ${cpus().length} cores, load ${loadavg()[0].toFixed(1)} with everything on them`);
  const each = seconds => `${(seconds / EVENTS * 1000).toFixed(2)} s`;
  if (!KILL) console.log(`CPU for 1,000 events: both nodes ${each(used.nodes - before.nodes)}, PostgreSQL ${each(used.postgres - before.postgres)}, clients ${each(sum('cpu'))}, the caller ${each((user + system) / 1e6)}`);
  processes.forEach(child => child.send('done'));
  await Promise.all(agents.map(agent => agent.close()));
  await Promise.all(nodes.map(node => node.stop()));
}
