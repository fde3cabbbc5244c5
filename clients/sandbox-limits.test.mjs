// What the sandbox gives to whom, and what it says where it cannot run anything.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { call, consilium, overHttp } from './host.mjs';
import { engine, noneLeft, python, refused, saysSomething, started, withHost } from './sandbox.mjs';
import { until } from './waiting.mjs';

const HOUSE = 'the-key-of-the-house-0123456789';
const KEYS = { CONSILIUM_REQUIRE_KEY: 'true', CONSILIUM_API_KEY: HOUSE };
const keyOfBob = server =>
  execFileSync(consilium, ['key', 'create', 'bob', '--home', server.home], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .trim().split(/\s+/).at(-1);

describe('sandbox limits', { skip: !engine }, () => {
  test('sessions end when nobody uses them, and each principal has so much CPU in an hour', withHost('warm=0,idle_seconds=2,principal_cpu_seconds=1', {}, async ({ server, connect }) => {
    const client = await connect();
    assert.equal((await python(client, 'x = 1', { session: 'a' })).session_new, true);
    await until(async () => (await call(client, 'sandbox_sessions', {})).sessions.length === 0, { what: 'the end of the session' });
    await noneLeft(server.process.pid);
    assert.equal((await python(client, 'print("x" in globals())', { session: 'a' })).stdout, 'False\n');

    assert.equal((await python(client, 'import time\nwhile time.process_time() < 1.2: pass\ntime.sleep(600)', { timeout_s: 3 })).status, 'timeout');
    assert.match(await refused(client, {}), /principal_cpu_seconds/);
  }));

  describe('of each principal', () => {
    let server, ann, bob;
    before(async () => {
      server = await started('warm=1,principal_sessions=2,sessions=3,principal_runs=1,concurrent=4,timeout_seconds=100', KEYS);
      ann = await overHttp(server.url, { authorization: `Bearer ${HOUSE}` });
      bob = await overHttp(server.url, { authorization: `Bearer ${keyOfBob(server)}` });
    });
    after(async () => {
      await Promise.all([ann, bob].map(client => client?.close()));
      await server?.stop();
    });

    test('so many sessions, which are its own', async () => {
      await assert.rejects(overHttp(server.url));
      await python(ann, 'secret = 1\nopen("secret", "w").close()', { session: 'same' });
      const his = await python(bob, 'import os\nprint("secret" in globals(), os.path.exists("secret"))', { session: 'same' });
      assert.deepEqual([his.session_new, his.stdout], [true, 'False False\n']);
      await python(bob, 'pass', { session: 'more' });
      assert.match(await refused(bob, { session: 'too many' }), /2 sessions already \(same, more\).*sandbox_sessions/);
      assert.deepEqual((await call(ann, 'sandbox_sessions', {})).sessions.map(s => s.name), ['same']);
      assert.deepEqual((await call(ann, 'sandbox_sessions', { close: ['more'] })).closed, []);
      assert.match(await refused(ann, { session: 'one more' }), /All 3 sessions/);
      assert.equal((await python(ann, 'print(secret)', { session: 'same' })).stdout, '1\n');
      // Keys of idempotency are each principal's own, too.
      const mine = await python(ann, 'print(1)', { idempotency_key: 'k' });
      assert.notEqual((await python(bob, 'print(2)', { idempotency_key: 'k' })).run, mine.run);
    });

    test('so many runs at once, and more of them in line', async () => {
      const cancel = new AbortController();
      const { ended: first } = await saysSomething(ann, { language: 'python', code: 'import time\nprint("up")\ntime.sleep(90)', timeout_s: 100 }, { signal: cancel.signal, timeout: 120_000 });
      let over = false;
      first.then(() => { over = true; });
      const waiting = Array.from({ length: 66 }, () => ann.callTool(
        { name: 'sandbox_run', arguments: { language: 'python', code: 'pass' } }, undefined, { signal: cancel.signal }).catch(() => 'cancelled'));
      const early = await Promise.race(waiting);
      assert.equal(early.isError, true);
      assert.match(early.content[0].text, /64 runs of yours are waiting/);
      assert.equal((await python(bob, 'print(1)')).stdout, '1\n');
      assert.ok(!over, 'another one does not wait');
      assert.match(await refused(bob, { timeout_s: 101 }), /timeout_seconds/);
      cancel.abort();
      assert.match(await first, /abort/i);
      const ends = await Promise.all(waiting);
      assert.equal(ends.filter(end => end.isError).length, 2);
      assert.equal(ends.filter(end => end === 'cancelled').length, 64);
      // Who left the line is not in the way.
      assert.equal((await python(ann, 'print(1)')).stdout, '1\n');
    });
  });

  test('hundreds of megabytes of output leave the host as it was', withHost('warm=1,output_kb=1100000,principal_cpu_seconds=100000', {}, async ({ server, connect, t }) => {
    const client = await connect();
    const MB = Number(process.env.CONSILIUM_FLOOD_MB ?? 256);
    const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))[1]) / 1024;
    const flood = (mb, fd) => python(client, `import os\ndata = b'x' * (1 << 20)\nfor _ in range(${mb}): os.write(${fd}, data)`, { timeout_s: 300 }, { timeout: 310_000 });
    for (const fd of [1, 2]) await flood(64, fd);
    const before = rss();
    const { status, stdout, stdout_bytes } = await flood(MB, 1);
    const middle = rss();
    const { stderr_bytes } = await flood(MB, 2);
    const growth = rss() - before;
    assert.deepEqual([status, stdout_bytes, stderr_bytes], ['ok', MB << 20, MB << 20]);
    assert.ok(stdout.length < 64 << 10);
    t.diagnostic(`${before.toFixed()} MB before, ${middle.toFixed()} and ${(before + growth).toFixed()} MB after ${MB} MB each`);
    assert.ok(growth < 64, `grew by ${growth} MB`);
  }));
});

describe('without what it needs, the sandbox says so:', () => {
  for (const [what, environment, words] of [
    ['no engine', { DOCKER_HOST: 'unix:///nonexistent.sock' }, [/no Docker engine/, /DOCKER_HOST/, /scripts\/engine/]],
    ['no image', { CONSILIUM_SANDBOX_IMAGE: 'no-such-image:1' }, [/no-such-image:1/, /docker\/sandbox\/build/, /CONSILIUM_SANDBOX_IMAGE/]],
  ]) {
    test(what, { skip: what === 'no image' && !engine }, withHost('warm=1', environment, async ({ connect }) => {
      const client = await connect();
      assert.ok((await client.listTools()).tools.some(tool => tool.name === 'sandbox_run'));
      for (const args of [{}, { session: 'a' }]) {
        const text = await refused(client, args);
        for (const word of words) assert.match(text, word);
        assert.doesNotMatch(text, /\bat dev\.|Exception/);
      }
      assert.deepEqual((await call(client, 'sandbox_sessions', {})).sessions, []);
    }));
  }
});
