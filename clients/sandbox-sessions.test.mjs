// Sessions of the sandbox and what runs give back: state and files, repeats, progress, cancelling, neighbours.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { call, overHttp } from './host.mjs';
import { engine, python, record, refused, saysSomething, started } from './sandbox.mjs';
import { until } from './waiting.mjs';

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

describe('sandbox sessions and results', { skip: !engine }, () => {
  let server, client, long;

  before(async () => {
    server = await started('warm=1,memory_mb=256,work_mb=64,idle_seconds=600');
    client = await overHttp(server.url);
    long = modern(server.url, 'tools/call', 'sandbox_run',
      { name: 'sandbox_run', arguments: { language: 'python', code: 'import time\ntime.sleep(11)\nprint("done")', idempotency_key: 'long' } });
    // The numbers of runs below are of those that begin after it.
    await until(() => record(client, 'r1').catch(() => undefined), { what: 'the record of the long run' });
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
      const hit = await python(client, code, { session });
      assert.notEqual(hit.status, 'timeout', name);
      const next = await call(client, 'sandbox_run', { language: 'bash', code: 'echo $((40 + 2))', session });
      assert.deepEqual([next.status, next.stdout.replace(/^(late)+/, '')], ['ok', '42\n'], name);
      const later = await python(client, 'import os, time\ntime.sleep(0.02)\nos.write(1, b"42\\n")\nraise SystemExit(6)', { session });
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
    let first;
    await python(client, 'import time\nfor i in range(4):\n    print("step", i)\n    time.sleep(0.4)', {}, {
      onprogress: progress => {
        first ??= performance.now();
        heard.push(progress);
      },
    });
    assert.ok(heard.length >= 2 && performance.now() - first > 300, JSON.stringify(heard));
    assert.match(heard.map(progress => progress.message).join(''), /^step 0\n[^]*step 3\n$/);
    assert.ok(heard.every((progress, i) => i === 0 || progress.progress > heard[i - 1].progress));
  });

  test('a cancelled call ends its program, and the record says so', async () => {
    const { run } = await python(client, 'print(0)');
    const cancel = new AbortController();
    const args = { idempotency_key: 'cancelled', session: 'h', timeout_s: 600 };
    const waiting = python(client, 'import time\nprint("up")\ntime.sleep(500)', args,
      { signal: cancel.signal, onprogress: () => cancel.abort('enough') });
    await assert.rejects(waiting);
    const cancelled = `r${Number(run.slice(1)) + 1}`;
    const { code } = await record(client, cancelled);
    assert.match(code, /"up"/);
    await until(async () => (await record(client, cancelled)).status === 'cancelled', { what: 'the end of the record' });
    // If the program went on, whoever came next would be told so after a minute.
    assert.equal((await python(client, 'print("still here")', { session: 'h' })).stdout, 'still here\n');
    await call(client, 'sandbox_sessions', { close: ['h'] });
  });

  test('closing a session ends what runs in it', async () => {
    const { ended } = await saysSomething(client, { language: 'bash', code: 'echo up; sleep 500', session: 'i', timeout_s: 600 });
    assert.ok((await call(client, 'sandbox_sessions', {})).sessions.some(session => session.busy));
    await call(client, 'sandbox_sessions', { close: ['i'] });
    // The client itself would give up after a minute.
    assert.doesNotMatch(JSON.stringify(await ended), /timed out/i);
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
    const enough = new AbortController();
    const over = [];
    const hostile = [
      'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass',
      'while True: pass',
      'import os\nwhile True: os.write(1, b"x")',
      'hog = []\nwhile True: hog.append(bytearray(b"x") * (1 << 24))',
    ].map((code, i) => python(client, code, { timeout_s: 600 }, { signal: enough.signal, timeout: 600_000 })
      .then(ran => { over[i] = ran.status; }, () => { over[i] = 'cancelled'; }));
    const plain = await Promise.all(Array.from({ length: 4 }, () => python(client, 'print(1)')));
    assert.ok(plain.every(ran => ran.status === 'ok' && ran.stdout === '1\n'));
    assert.deepEqual([over[0], over[1]], [undefined, undefined], 'others had to run meanwhile, not after them');
    // The last of them ends by itself.
    await hostile[3];
    enough.abort();
    await Promise.all(hostile);
    assert.ok(['cancelled', 'output_limit'].includes(over[2]), over[2]);
    assert.deepEqual([over[0], over[1], over[3]], ['cancelled', 'cancelled', 'oom']);
  });

  test('a long run becomes a task for those that can wait for one', async () => {
    const { resultType, taskId } = await long;
    assert.equal(resultType, 'task');
    const task = await until(async () => {
      const got = await modern(server.url, 'tasks/get', taskId, { taskId });
      return got.status !== 'working' && got;
    }, { what: 'the end of the task' });
    assert.equal(task.status, 'completed');
    assert.equal(task.result.structuredContent.stdout, 'done\n');
    const again = await python(client, 'import time\ntime.sleep(11)\nprint("done")', { idempotency_key: 'long' });
    assert.equal(again.run, task.result.structuredContent.run);
  });
});
