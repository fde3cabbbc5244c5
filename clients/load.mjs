// Eight processes and 32 agents on one home folder.
import { setTimeout } from 'node:timers/promises';
import { Lines } from './host.mjs';

const PROCESSES = 8;
const AGENTS_EACH = 4;
const PACE_MS = 250;
const PACED_CALLS = 60;

export function spread(times) {
  times.sort((a, b) => a - b);
  const at = share => times[Math.floor(times.length * share)].toFixed(1);
  return `${times.length} calls, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, max ${times.at(-1).toFixed(1)} ms`;
}

/** Starts the processes on the home folder and gives their agents. */
export async function start(home) {
  const hosts = await Promise.all(Array.from({ length: PROCESSES }, () => new Lines(home).initialize()));
  // The first calls start the database; they are no measure of a call.
  await Promise.all(hosts.map(host => host.call('project_list', {})));
  const agents = Array.from({ length: PROCESSES * AGENTS_EACH }, (_, i) => ({ host: hosts[i % PROCESSES], name: `agent-${i}` }));
  return { agents, close: () => Promise.all(hosts.map(host => host.close())) };
}

function timer() {
  const times = [];
  const timed = async (host, name, args) => {
    const began = performance.now();
    const result = await host.call(name, args);
    times.push(performance.now() - began);
    return result;
  };
  return { times, timed };
}

/** Each agent creates its tasks and then works off whatever it gets, as fast as it can. */
export async function closedLoop(agents, project = 'hammer', tasksEach = 20) {
  const { times, timed } = timer();
  const created = (await Promise.all(agents.map(async ({ host, name }) => {
    const ids = [];
    for (let i = 0; i < tasksEach; i++) {
      const { tasks } = await timed(host, 'task_create', { project, tasks: [{ title: `${name} ${i}` }], idempotency_key: `${project}-${name}-${i}` });
      ids.push(tasks[0].task_id);
    }
    return ids;
  }))).flat();
  const done = (await Promise.all(agents.map(async ({ host, name }) => {
    const mine = [];
    for (;;) {
      const { task, claim } = await timed(host, 'task_next', { project, agent: name });
      if (!task) return mine;
      const report = { project, task_id: task.task_id, claim, agent: name };
      await timed(host, 'task_report', { ...report, action: 'start' });
      await timed(host, 'task_report', { ...report, action: 'progress', progress: 50 });
      await timed(host, 'task_report', { ...report, action: 'finish', result: name });
      mine.push(task.task_id);
    }
  }))).flat();
  return { created, done, times };
}

/** Each agent calls at a steady pace: far more often than a model can. */
export async function paced(agents, pace = PACE_MS) {
  const { times, timed } = timer();
  await Promise.all(agents.map(async ({ host, name }, i) => {
    await setTimeout(i * pace / agents.length);
    for (let n = 0; n < PACED_CALLS; n++) {
      const next = setTimeout(pace);
      const tool = ['task_create', 'task_next', 'task_list'][n % 3];
      await timed(host, tool, {
        task_create: { project: 'paced', tasks: [{ title: `${name} ${n}` }] },
        task_next: { project: 'paced', agent: name },
        task_list: { project: 'paced', status: ['claimed'], limit: 20 },
      }[tool]);
      await next;
    }
  }));
  return times;
}
