// What runs, sessions and their containers live through: other callers, quotas, repeats, cancelling, and the end of
// their host, however it comes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { call, consilium, newHome, overHttp, postgresPid, serveWith, stop } from './host.mjs';

const engine = (() => {
  try {
    execFileSync('docker', ['image', 'inspect', 'consilium-sandbox:1'], { stdio: 'ignore' });
    return true;
  } catch {
    assert.notEqual(process.env.CONSILIUM_REQUIRE, 'all', 'there is no Docker engine with the sandbox image');
    return false;
  }
})();

const LABEL = 'dev.consilium.sandbox';
const docker = (...args) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
/** Containers of one host; others may work with the same engine. */
const containers = (pid, ...more) => docker('ps', '-q', '--no-trunc', '--filter', `label=${LABEL}`, '--filter', `label=${LABEL}.process=${pid}`, ...more)
  .split('\n').filter(Boolean);
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const until = async (look, seconds, what = 'it did not come to pass') => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() < end, what);
    await pause(50);
  }
};
const python = (client, code, more = {}, options) => call(client, 'sandbox_run', { language: 'python', code, ...more }, options);
const refused = async (client, args) => {
  const result = await client.callTool({ name: 'sandbox_run', arguments: { language: 'python', code: 'print(1)', ...args } });
  assert.equal(result.isError, true, JSON.stringify(result));
  return result.content[0].text;
};
const record = async (client, run) => JSON.parse((await client.readResource({ uri: `run://${run}` })).contents[0].text);

/** A request of 2026-07-28, without an SDK. */
async function modern(url, method, name, params) {
  const prefix = 'io.modelcontextprotocol/';
  const _meta = {
    [`${prefix}protocolVersion`]: '2026-07-28', [`${prefix}clientInfo`]: { name: 'raw', version: '1' },
    [`${prefix}clientCapabilities`]: { extensions: { [`${prefix}tasks`]: {} } },
  };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, 'mcp-name': name },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
  });
  return (await response.json()).result;
}

const hosts = [];
const started = async (limits, environment = {}, home = newHome()) => {
  const server = await serveWith({ CONSILIUM_SANDBOX_LIMITS: limits, CONSILIUM_TOOLS: 'all', ...environment }, home);
  hosts.push(server);
  return server;
};
// Also those of tests that failed.
after(() => Promise.all(hosts.map(host => host.stop())));

/** A host for each test that needs limits of its own. */
const withHost = (limits, environment, body) => async t => {
  const server = await started(limits, environment);
  const clients = [];
  const connect = async headers => {
    clients.push(await overHttp(server.url, headers));
    return clients.at(-1);
  };
  try {
    await body({ server, connect, t });
  } finally {
    await Promise.all(clients.map(client => client.close()));
    await server.stop();
  }
};

describe('sandbox sessions and results', { skip: !engine }, () => {
  let server, client, long;

  before(async () => {
    server = await started('warm=1,memory_mb=256,work_mb=64,idle_seconds=600');
    client = await overHttp(server.url);
    long = modern(server.url, 'tools/call', 'sandbox_run',
      { name: 'sandbox_run', arguments: { language: 'python', code: 'import time\ntime.sleep(11)\nprint("done")', idempotency_key: 'long' } });
    // The numbers of runs below are of those that begin after it.
    await pause(200);
  });
  after(async () => {
    await client?.close();
    await server?.stop();
  });

  test('keep variables and files, of every language', async () => {
    const first = await python(client, 'x = 41\nopen("note", "w").write("kept")', { session: 'a' });
    assert.equal(first.session_new, true);
    const second = await python(client, 'print(x + 1, open("note").read())', { session: 'a' });
    assert.equal(second.stdout, '42 kept\n');
    assert.equal(second.session_new, undefined);
    assert.equal((await call(client, 'sandbox_run', { language: 'bash', code: 'cat note; echo more > note', session: 'a' })).stdout, 'kept');
    assert.equal((await python(client, 'print(x, open("note").read())', { session: 'a' })).stdout, '41 more\n\n');
    assert.equal((await python(client, 'print("x" in globals())', { session: 'b' })).stdout, 'False\n');
  });

  test('are listed and closed', async () => {
    const { sessions } = await call(client, 'sandbox_sessions', {});
    assert.deepEqual(sessions.map(session => session.name), ['a', 'b']);
    const { sessions: left, closed } = await call(client, 'sandbox_sessions', { close: ['a', 'none'] });
    assert.deepEqual([left.map(session => session.name), closed], [['b'], ['a']]);
    assert.equal((await python(client, 'print("x" in globals())', { session: 'a' })).session_new, true);
    await call(client, 'sandbox_sessions', { close: ['a', 'b'] });
  });

  test('survive an end of time that the code takes as an interrupt, and say so when they do not', async () => {
    await python(client, 'x = 1', { session: 'c' });
    const polite = await python(client, 'while True: pass', { session: 'c', timeout_s: 1 });
    assert.equal(polite.status, 'timeout');
    assert.equal(polite.state_lost, undefined);
    assert.equal((await python(client, 'print(x)', { session: 'c' })).stdout, '1\n');
    const deaf = await python(client, 'import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass', { session: 'c', timeout_s: 1 });
    assert.equal(deaf.status, 'timeout');
    assert.equal(deaf.state_lost, true);
    const fresh = await python(client, 'print("x" in globals())', { session: 'c' });
    assert.deepEqual([fresh.status, fresh.stdout], ['ok', 'False\n']);
    await call(client, 'sandbox_sessions', { close: ['c'] });
  });

  test('whatever a call does to its session, the next one gets its own answer', async () => {
    const session = 'd';
    const socketOfTheInterpreter = `
import os, socket, stat
for fd in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(fd).st_mode):
            s = socket.socket(fileno=os.dup(fd))
            for message in [b'0', b'', b'nonsense', b'9' * 60] + [b'%d 7' % n for n in range(2, 9)]:
                s.send(message)
    except OSError:
        pass
`;
    const hostile = {
      'answers for later calls': socketOfTheInterpreter,
      'standard streams closed': 'import sys\nsys.stdout.close()\nsys.stderr.close()\nsys.stdin.close()',
      'standard streams gone': 'import sys\nsys.stdout = sys.stderr = sys.stdin = None',
      'descriptors closed': 'import os\nos.closerange(0, 256)',
      'the working folder closed': 'import os\nos.chmod("/work", 0)',
      'a thread that goes on': 'import threading, os\nthreading.Thread(target=lambda: [os.write(1, b"late") for _ in iter(int, 1)], daemon=True).start()',
      'an output without reader': 'import os\nos.set_blocking(1, False)',
      'deaf to interrupts': 'import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)',
      'signals blocked': 'import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))',
      'no builtins': 'import builtins\ndel builtins.print, builtins.open',
      'no limits left': 'import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))',
      'the end': 'import os\nos._exit(0)',
      'all others ended': 'import os\nos.kill(-1, 9)',
    };
    for (const [name, code] of Object.entries(hostile)) {
      const began = performance.now();
      const hit = await python(client, code, { session, timeout_s: 3 });
      assert.ok(performance.now() - began < 5_000, name);
      assert.notEqual(hit.status, 'timeout', name);
      const next = await call(client, 'sandbox_run', { language: 'bash', code: 'echo $((40 + 2))', session, timeout_s: 3 });
      assert.deepEqual([next.status, next.stdout.replace(/^(late)+/, '')], ['ok', '42\n'], name);
      const later = await python(client, 'import os, time\ntime.sleep(0.02)\nos.write(1, b"42\\n")\nraise SystemExit(6)', { session, timeout_s: 3 });
      // An interpreter that cannot go on is replaced; the call that finds it so may say so.
      if (later.status !== 'error' || later.exit_code !== 6) {
        assert.equal(later.state_lost, true, `${name}: ${JSON.stringify(later)}`);
      }
      await call(client, 'sandbox_sessions', { close: [session] });
    }
  });

  test('what fills the working folder is in the way of nobody but its session', async () => {
    const session = 'full';
    const hog = 'import os\nfd = os.open("hog", os.O_CREAT | os.O_WRONLY)\nwhile True: os.write(fd, b"x" * 65536)';
    assert.match((await python(client, hog, { session })).stderr, /No space left|File too large/);
    assert.match(await refused(client, { session, language: 'bash', code: 'true' }), /main\.sh cannot be written: No space left/);
    assert.equal((await python(client, 'os.close(fd)\nos.remove("hog")', { session })).status, 'ok');
    assert.equal((await call(client, 'sandbox_run', { session, language: 'bash', code: 'echo fine' })).stdout, 'fine\n');
    await call(client, 'sandbox_sessions', { close: [session] });
  });

  test('input files do not leave the working folder, whatever a session planted there', async () => {
    const session = 'e';
    await call(client, 'sandbox_run', { language: 'bash', session, code: 'ln -s /tmp link; ln -s /tmp/victim leaf; mkfifo pipe; mkdir -p folder/inner; echo x > file; ln -s loop loop' });
    for (const path of ['link/x', 'loop/x', 'pipe/x', 'file/x', 'folder']) {
      assert.match(await refused(client, { session, files: [{ path, text: 'x' }] }), /cannot be written/, path);
    }
    // What is no folder is replaced, not followed.
    const { stdout } = await python(client, 'import os\nprint(open("leaf").read(), open("pipe").read(), os.listdir("/tmp"), os.path.islink("leaf"))',
      { session, files: [{ path: 'leaf', text: 'new' }, { path: 'pipe', base64: 'AP8=' }].map((f, i) => i ? { path: f.path, text: 'too' } : f) });
    assert.equal(stdout, 'new too [] False\n');
    const bad = ['../x', '/etc/x', 'a//b', '', '.', '..', 'a/../../x', 'a/.', 'x/', 'n'.repeat(256), 'a\0b', 'a\nb', 'a\u0085b', '/', './x', `${'d/'.repeat(300)}x`];
    for (const path of bad) {
      assert.match(await refused(client, { files: [{ path, text: 'x' }] }), /path/, JSON.stringify(path));
    }
    assert.match(await refused(client, { files: [{ path: 'x' }] }), /text or base64/);
    assert.match(await refused(client, { files: [{ path: 'x', text: 'a', base64: 'YQ==' }] }), /text or base64/);
    assert.match(await refused(client, { files: [{ path: 'x', base64: '***' }] }), /Base64/);
    const taken = await python(client, 'print(open("d/b", "rb").read(), open("имя 🎈").read())',
      { files: [{ path: 'd/b', base64: 'AP8A' }, { path: 'имя 🎈', text: '\ufeffé' }] });
    assert.equal(taken.stdout, "b'\\x00\\xff\\x00' \ufeffé\n");
    const large = 'x'.repeat(3_900_000);
    const room = Array.from({ length: 20 }, (_, i) => ({ path: `f${i}`, text: large }));
    assert.match(await refused(client, { session, files: room }).catch(e => `cannot be written: ${e.message}`), /cannot be written/);
    await call(client, 'sandbox_sessions', { close: [session] });
  });

  test('a repeat with the same key is answered, not run', async () => {
    const counted = { session: 'f', idempotency_key: 'once' };
    const code = 'n = globals().get("n", 0) + 1\nprint(n)';
    const first = await python(client, code, counted);
    const again = await python(client, code, counted);
    assert.equal(again.run, first.run);
    assert.equal(again.repeated, true);
    assert.equal(again.stdout, '1\n');
    assert.equal((await python(client, code, { session: 'f' })).stdout, '2\n');
    assert.match(await refused(client, { code: 'print(2)', ...counted }), /idempotency_key/);
    const slow = { idempotency_key: 'slow', session: 'g' };
    const both = await Promise.allSettled([1, 2, 3].map(() => python(client, 'import time\ntime.sleep(0.5)\n' + code, slow)));
    assert.equal(both.filter(b => b.status === 'fulfilled').length, 1);
    for (const { reason } of both.filter(b => b.status === 'rejected')) assert.match(reason.message, /goes on still/);
    assert.equal((await python(client, 'print(n)', { session: 'g' })).stdout, '1\n');
    await call(client, 'sandbox_sessions', { close: ['f', 'g'] });
  });

  test('progress carries what is printed meanwhile', async () => {
    const heard = [];
    const began = performance.now();
    let first;
    await python(client, 'import time\nfor i in range(4):\n    print("step", i)\n    time.sleep(0.4)', {}, {
      onprogress: progress => {
        first ??= performance.now() - began;
        heard.push(progress);
      },
    });
    assert.ok(heard.length >= 3 && first < 1_200, JSON.stringify(heard));
    assert.match(heard.map(progress => progress.message).join(''), /^step 0\n[^]*step 3\n$/);
    assert.ok(heard.every((progress, i) => i === 0 || progress.progress > heard[i - 1].progress));
  });

  test('a cancelled call ends its program, and the record says so', async () => {
    const { run } = await python(client, 'print(0)');
    const cancel = new AbortController();
    const args = { idempotency_key: 'cancelled', session: 'h', timeout_s: 60 };
    const waiting = python(client, 'import time\nprint("up")\ntime.sleep(50)', args,
      { signal: cancel.signal, onprogress: () => cancel.abort('enough') });
    await assert.rejects(waiting);
    const cancelled = `r${Number(run.slice(1)) + 1}`;
    const { code } = await record(client, cancelled);
    assert.match(code, /"up"/);
    await until(async () => (await record(client, cancelled)).status === 'cancelled', 3);
    assert.equal((await python(client, 'print("still here")', { session: 'h', timeout_s: 2 })).stdout, 'still here\n');
    await call(client, 'sandbox_sessions', { close: ['h'] });
  });

  test('closing a session ends what runs in it', async () => {
    const running = client.callTool({ name: 'sandbox_run', arguments: { language: 'bash', code: 'sleep 50', session: 'i', timeout_s: 60 } });
    await until(async () => (await call(client, 'sandbox_sessions', {})).sessions.some(session => session.busy), 5);
    await pause(300);
    const began = performance.now();
    await call(client, 'sandbox_sessions', { close: ['i'] });
    await running;
    assert.ok(performance.now() - began < 3_000);
    assert.equal((await python(client, 'print(1)', { session: 'i' })).session_new, true);
    await call(client, 'sandbox_sessions', { close: ['i'] });
  });

  test('pictures come as pictures, text as it is, all else as links to read', async () => {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
    const result = await client.callTool({ name: 'sandbox_run', arguments: { language: 'python', code: `
import base64
open('out/dot.png', 'wb').write(base64.b64decode('${png}'))
open('out/false.png', 'wb').write(b'no picture \\xff')
open('out/table.csv', 'w').write('a,b\\n1,2\\n')
open('out/data.bin', 'wb').write(bytes(range(256)))
open('out/long.txt', 'w').write('x' * 100000)
` } });
    const kinds = result.content.map(part => part.type);
    assert.deepEqual(kinds, ['text', 'image', 'resource_link', 'resource_link', 'resource_link']);
    assert.deepEqual([result.content[1].mimeType, result.content[1].data], ['image/png', png]);
    assert.match(result.content[0].text, /table\.csv[^]*a,b\n1,2/);
    const links = Object.fromEntries(result.content.slice(2).map(link => [link.name, link]));
    const read = async name => (await client.readResource({ uri: links[name].uri })).contents[0];
    assert.deepEqual([...Buffer.from((await read('data.bin')).blob, 'base64')], Array.from({ length: 256 }, (_, i) => i));
    assert.equal((await read('long.txt')).text, 'x'.repeat(100_000));
    assert.equal(links['false.png'].mimeType, 'application/octet-stream');
    assert.equal(result.structuredContent.files.find(file => file.path === 'table.csv').text, 'a,b\n1,2\n');
    await assert.rejects(client.readResource({ uri: links['data.bin'].uri.replace('data.bin', '..%2F..%2Fetc%2Fpasswd') }));
  });

  test('a file comes back from a session once, unless it is changed', async () => {
    const files = async code => ((await python(client, code, { session: 'j' })).files ?? []).map(file => file.path);
    assert.deepEqual(await files('open("out/a", "w").write("1")\nopen("out/b", "w").write("1")'), ['a', 'b']);
    assert.deepEqual(await files('pass'), []);
    assert.deepEqual(await files('open("out/b", "w").write("2")'), ['b']);
    await call(client, 'sandbox_sessions', { close: ['j'] });
  });

  test('hostile neighbours do not keep others from running', async () => {
    const hostile = [
      'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass',
      'import os\nwhile True: os.write(1, b"x")',
      'while True: pass',
      'hog = []\nwhile True: hog.append(bytearray(b"x") * (1 << 24))',
    ].map((code, i) => python(client, code, { timeout_s: i === 3 ? 10 : 2 }));
    const began = performance.now();
    const plain = await Promise.all(Array.from({ length: 4 }, () => python(client, 'print(1)')));
    assert.ok(plain.every(ran => ran.status === 'ok' && ran.stdout === '1\n'));
    assert.ok(performance.now() - began < 6_000);
    const ends = (await Promise.all(hostile)).map(ran => ran.status);
    assert.deepEqual(ends.map((status, i) => (i === 1 && status === 'output_limit' ? 'timeout' : status)), ['timeout', 'timeout', 'timeout', 'oom']);
  });

  test('a long run becomes a task for those that can wait for one', async () => {
    const { resultType, taskId } = await long;
    assert.equal(resultType, 'task');
    const task = await until(async () => {
      const got = await modern(server.url, 'tasks/get', taskId, { taskId });
      return got.status !== 'working' && got;
    }, 5);
    assert.equal(task.status, 'completed');
    assert.equal(task.result.structuredContent.stdout, 'done\n');
    const again = await python(client, 'import time\ntime.sleep(11)\nprint("done")', { idempotency_key: 'long' });
    assert.equal(again.run, task.result.structuredContent.run);
  });
});

describe('sandbox limits', { skip: !engine }, () => {
  test('sessions end when nobody uses them', withHost('warm=0,idle_seconds=2', {}, async ({ server, connect }) => {
    const client = await connect();
    await python(client, 'x = 1', { session: 'a' });
    assert.equal(containers(server.process.pid).length, 1);
    await until(async () => (await call(client, 'sandbox_sessions', {})).sessions.length === 0, 10);
    await until(() => containers(server.process.pid, '-a').length === 0, 3);
    assert.equal((await python(client, 'print("x" in globals())', { session: 'a' })).stdout, 'False\n');
  }));

  test('each principal has sessions of its own, and so many', withHost('warm=1,principal_sessions=2,sessions=3', { CONSILIUM_REQUIRE_KEY: 'true', CONSILIUM_API_KEY: 'the-key-of-the-house-0123456789' },
    async ({ connect, server }) => {
      const key = execFileSync(consilium, ['key', 'create', 'bob', '--home', homeOf(server)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim().split(/\s+/).at(-1);
      const ann = await connect({ authorization: 'Bearer the-key-of-the-house-0123456789' });
      const bob = await connect({ authorization: `Bearer ${key}` });
      await assert.rejects(connect());
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
    }));

  test('each principal runs so many at once, and waits in line for more', withHost('warm=1,principal_runs=1,concurrent=4,timeout_seconds=20', { CONSILIUM_REQUIRE_KEY: 'true', CONSILIUM_API_KEY: 'the-key-of-the-house-0123456789' },
    async ({ connect, server }) => {
      const key = execFileSync(consilium, ['key', 'create', 'bob', '--home', homeOf(server)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim().split(/\s+/).at(-1);
      const ann = await connect({ authorization: 'Bearer the-key-of-the-house-0123456789' });
      const bob = await connect({ authorization: `Bearer ${key}` });
      await python(ann, 'pass');
      const cancel = new AbortController();
      const first = python(ann, 'import time\ntime.sleep(15)', { timeout_s: 18 }, { signal: cancel.signal }).catch(() => 'cancelled');
      await pause(500);
      const waiting = Array.from({ length: 66 }, () => ann.callTool(
        { name: 'sandbox_run', arguments: { language: 'python', code: 'pass' } }, undefined, { signal: cancel.signal }).catch(() => 'cancelled'));
      const early = await Promise.race(waiting);
      assert.equal(early.isError, true);
      assert.match(early.content[0].text, /64 runs of yours are waiting/);
      const began = performance.now();
      assert.equal((await python(bob, 'print(1)')).stdout, '1\n');
      assert.ok(performance.now() - began < 2_000, 'another one does not wait');
      assert.match(await refused(bob, { timeout_s: 21 }), /timeout_seconds/);
      cancel.abort();
      assert.equal(await first, 'cancelled');
      const ends = await Promise.all(waiting);
      assert.equal(ends.filter(end => end.isError).length, 2);
      assert.equal(ends.filter(end => end === 'cancelled').length, 64);
      // Who left the line is not in the way.
      assert.equal((await python(ann, 'print(1)')).stdout, '1\n');
    }));

  test('each principal has so much CPU in an hour', withHost('warm=1,principal_cpu_seconds=1', {}, async ({ connect }) => {
    const client = await connect();
    assert.equal((await python(client, 'while True: pass', { timeout_s: 2 })).status, 'timeout');
    assert.match(await refused(client, {}), /principal_cpu_seconds/);
  }));

  test('1 GB of output leaves the host as it was', withHost('warm=1,output_kb=1100000,principal_cpu_seconds=100000', {}, async ({ server, connect, t }) => {
    const client = await connect();
    const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, 'utf8'))[1]) / 1024;
    const flood = (mb, fd) => python(client, `import os\ndata = b'x' * (1 << 20)\nfor _ in range(${mb}): os.write(${fd}, data)`, { timeout_s: 60 });
    for (const fd of [1, 2]) await flood(64, fd);
    const before = rss();
    const { status, stdout, stdout_bytes } = await flood(1024, 1);
    const middle = rss();
    const { stderr_bytes } = await flood(1024, 2);
    const growth = rss() - before;
    assert.deepEqual([status, stdout_bytes, stderr_bytes], ['ok', 1 << 30, 1 << 30]);
    assert.ok(stdout.length < 64 << 10);
    t.diagnostic(`${before.toFixed()} MB before, ${middle.toFixed()} and ${(before + growth).toFixed()} MB after 1 GB each`);
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

describe('the end of the host', { skip: !engine }, () => {
  /** Runs of all kinds; r2 is the first that goes on. */
  const busy = async server => {
    const client = await overHttp(server.url);
    await python(client, 'pass', { session: 'idle' });
    const pid = server.process.pid;
    const codes = ['import time\ntime.sleep(100)', 'while True: pass', 'import os, time\nif os.fork() == 0: os.setsid()\ntime.sleep(100)'];
    const up = codes.map((code, i) => new Promise(resolve => {
      const ended = python(client, `print("up", flush=True)\n${code}`, { timeout_s: 120, ...(i === 2 && { session: 'busy' }) }, { onprogress: resolve });
      ended.catch(() => {});
    }));
    await up[0];
    await Promise.all(up);
    assert.ok(containers(pid).length >= 4);
    return { client, pid };
  };

  // A host that is asked to stop waits ten seconds for what goes on.
  for (const [signal, seconds] of [['SIGKILL', 5], ['SIGTERM', 15]]) {
    test(`${signal} in the middle of runs leaves no container`, async () => {
      const home = newHome();
      const server = await started('warm=3,memory_mb=256,work_mb=64', {}, home);
      const { client, pid } = await busy(server);
      const killed = performance.now();
      await stop(server.process, signal);
      await until(() => containers(pid).length === 0, seconds, 'a container lives on');
      assert.ok(performance.now() - killed < seconds * 1000);
      // One that was being created may be there still, for the next host to remove.
      await client.close().catch(() => {});
      if (signal === 'SIGKILL') {
        // Its database does not end with it.
        process.kill(postgresPid(home), 'SIGINT');
      } else {
        await until(() => containers(pid, '-a').length === 0, 2, 'a container is left');
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
      await until(() => containers(server.process.pid, '-a').length === 0, 5, `a container is left after ${delay} ms`);
    }
  });

  test('the next host removes what one left, and nothing else', async () => {
    const server = await started('warm=1');
    const client = await overHttp(server.url);
    await python(client, 'pass', { session: 'mine' });
    const pid = server.process.pid;
    const labels = JSON.parse(docker('inspect', '--format', '{{json .Config.Labels}}', containers(pid)[0]));
    const create = changed => docker('create', ...Object.entries({ ...labels, ...changed }).flatMap(([k, v]) => ['--label', `${k}=${v}`]), 'consilium-sandbox:1', 'true');
    const dead = create({ [`${LABEL}.process`]: '4194303' });
    const reused = create({ [`${LABEL}.begun`]: '2001-01-01T00:00:00Z' });
    const elsewhere = create({ [`${LABEL}.host`]: 'another-machine' });
    const there = id => docker('ps', '-aq', '--no-trunc', '--filter', `id=${id}`) !== '';
    const next = await started('warm=1');
    try {
      await until(() => !there(dead) && !there(reused), 10, 'it is not removed');
      assert.ok(there(elsewhere));
      assert.equal((await python(client, 'print("alive")', { session: 'mine' })).stdout, 'alive\n');
    } finally {
      docker('rm', '-f', elsewhere);
      await client.close();
      await Promise.all([server.stop(), next.stop()]);
    }
  });
});

/** The home folder that a host was started with. */
function homeOf(server) {
  const { spawnargs } = server.process;
  return spawnargs[spawnargs.indexOf('--home') + 1];
}
