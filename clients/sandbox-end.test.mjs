// What becomes of runs and containers when their host ends, however it comes.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newHome, overHttp, postgresPid, stop } from './host.mjs';
import { containers, docker, engine, IMAGE, LABEL, noneLeft, python, record, started } from './sandbox.mjs';
import { pause, until } from './waiting.mjs';

describe('the end of the host', { skip: !engine }, () => {
  /** Runs of all kinds; r2 is the first that goes on. */
  const busy = async server => {
    const client = await overHttp(server.url);
    await python(client, 'pass', { session: 'idle' });
    const pid = server.process.pid;
    const codes = ['import time\ntime.sleep(500)', 'while True: pass', 'import os, time\nif os.fork() == 0: os.setsid()\ntime.sleep(500)'];
    const up = codes.map((code, i) => new Promise(resolve => {
      const ended = python(client, `print("up", flush=True)\n${code}`, { timeout_s: 600, ...(i === 2 && { session: 'busy' }) }, { onprogress: resolve });
      ended.catch(() => {});
    }));
    await up[0];
    await Promise.all(up);
    assert.ok(containers(pid).length >= 4);
    return { client, pid };
  };

  for (const signal of ['SIGKILL', 'SIGTERM']) {
    test(`${signal} in the middle of runs leaves no container`, async () => {
      const home = newHome();
      const server = await started('warm=3,memory_mb=256,work_mb=64', {}, home);
      const { client, pid } = await busy(server);
      await stop(server.process, signal);
      await until(() => containers(pid).length === 0, { what: 'the end of what runs', every: 200 });
      // One that was being created may be there still, for the next host to remove.
      await client.close().catch(() => {});
      if (signal === 'SIGKILL') {
        // Its database does not end with it.
        process.kill(postgresPid(home), 'SIGINT');
      } else {
        await noneLeft(pid);
        const next = await started('warm=0', {}, home);
        const again = await overHttp(next.url);
        for (const run of ['r2', 'r3', 'r4']) assert.equal((await record(again, run)).status, 'failed');
        await again.close();
        await next.stop();
      }
    });
  }

  test('at any moment of filling up', async () => {
    for (const delay of [0, 200, 400]) {
      const server = await started('warm=6,memory_mb=256,work_mb=64');
      await pause(delay);
      await server.stop();
      await noneLeft(server.process.pid, `the end of all containers, ${delay} ms after they began`);
    }
  });

  test('the next host removes what one left, and nothing else', async () => {
    const server = await started('warm=1');
    const client = await overHttp(server.url);
    await python(client, 'pass', { session: 'mine' });
    const pid = server.process.pid;
    const labels = JSON.parse(docker('inspect', '--format', '{{json .Config.Labels}}', containers(pid)[0]));
    const create = changed => docker('create', ...Object.entries({ ...labels, ...changed }).flatMap(([k, v]) => ['--label', `${k}=${v}`]), IMAGE, 'true');
    const dead = create({ [`${LABEL}.process`]: '4194303' });
    const reused = create({ [`${LABEL}.begun`]: '2001-01-01T00:00:00Z' });
    const elsewhere = create({ [`${LABEL}.host`]: 'another-machine' });
    const there = id => docker('ps', '-aq', '--no-trunc', '--filter', `id=${id}`) !== '';
    const next = await started('warm=1');
    try {
      await until(() => !there(dead) && !there(reused), { what: 'the removal of what was left', every: 200 });
      assert.ok(there(elsewhere));
      assert.equal((await python(client, 'print("alive")', { session: 'mine' })).stdout, 'alive\n');
    } finally {
      docker('rm', '-f', elsewhere);
      await client.close();
      await Promise.all([server.stop(), next.stop()]);
    }
  });
});
