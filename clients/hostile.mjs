// Runs hostile programs. Each gets the one status that is right for it, in its time, and leaves nothing behind: a plain
// program runs right after. They need a Docker engine and the image of docker/sandbox/build.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newHome, overHttp, serveWith } from './host.mjs';
import { engine, noneLeft } from './sandbox.mjs';

const LIMITS = 'memory_mb=256,work_mb=64,tmp_mb=32,warm=2,principal_cpu_seconds=100000';
export const SECRET = 'a-secret-of-the-host-8d1f';

/** How many run at once. */
const WIDTH = 3;
/** For those that end by themselves, wherever they run. */
const PATIENCE_S = 240;
/** How late the host ends a run itself, and looks whether it has ended; a container has to start, besides. */
const LATE = 1_300 + 200;

/** What attempts share: each says "held" if it was refused, "BREACH" if not. */
export const WALLS = String.raw`
import ctypes, errno, os, socket, sys, time
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
def syscall(number, *args):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *(a if isinstance(a, bytes) else ctypes.c_long(a) for a in args))
    if result < 0:
        raise OSError(ctypes.get_errno(), 'refused')
    return result
def wall(name, attempt, *args):
    try:
        result = attempt(*args)
        print('BREACH', name, repr(result)[:200])
    except OSError as e:
        print('held', name, errno.errorcode.get(e.errno, e))
    except ValueError as e:
        print('held', name, e)
def calls(**numbers):
    for name, number in numbers.items():
        wall(name, syscall, number, 0, 0, 0, 0, 0, 0)
def put(path, text='1'):
    with open(path, 'w') as file:
        file.write(text)
def peek(path):
    with open(path, 'rb') as file:
        data = file.read(64)
    if not data.strip(b'\0'):
        raise OSError(errno.ENODATA, 'nothing in it')
    return data
`;

export const py = (name, code, expect, more = {}) => ({ name, language: 'python', code, expect, ...more });
export const js = (name, code, expect, more = {}) => ({ name, language: 'javascript', code, expect, ...more });
export const sh = (name, code, expect, more = {}) => ({ name, language: 'bash', code, expect, ...more });

/** Attempts, all of which have to be refused. */
export const held = (name, code, more = {}) => py(name, WALLS + code, { status: 'ok', exit: 0, held: true }, more);
export const ok = (out = undefined) => ({ status: 'ok', exit: 0, out });
export const error = (exit, more = {}) => ({ status: 'error', exit, ...more });
export const timeout = { status: 'timeout' };
export const second = { timeout_s: 1 };

/** The header and payload of a frame, in Python, as the supervisor sends them. */
export const FORGED = String.raw`
import json, os, struct
def frame(kind, payload):
    return struct.pack('>cI', kind, len(payload)) + payload
FORGED = frame(b'O', b'forged') + frame(b'F', struct.pack('>H', 6) + b'forged' + b'x') + frame(
    b'D', json.dumps({'exit': 0, 'reason': None, 'ms': 1, 'cpu_us': 1, 'memory': 1}).encode())
`;

/** x86-64: numbers of system calls and machine code below are of this architecture. */
const native = process.arch === 'x64';

/** Tests of groups of programs, by name. */
export function hostile(groups) {
  describe('hostile programs', { skip: !engine }, () => {
    let server, client, port;

    before(async () => {
      server = await serveWith(
        { CONSILIUM_SANDBOX_LIMITS: LIMITS, HOST_SECRET: SECRET, CONSILIUM_NOTION_TOKEN: SECRET }, newHome());
      port = new URL(server.url).port;
      client = await overHttp(server.url);
      await plain();
    });
    after(async () => {
      await client?.close();
      await server?.stop();
      if (server) await noneLeft(server.process.pid);
    });

    const run = async (args, seconds = PATIENCE_S) => {
      const began = performance.now();
      const result = await client.callTool(
        { name: 'sandbox_run', arguments: { timeout_s: seconds, ...args } }, undefined, { timeout: (seconds + 60) * 1000 });
      return { ...result.structuredContent, refusal: result.isError ? result.content[0].text : null, took: performance.now() - began, result };
    };
    /** Of the plain programs, the longest so far: what this machine needs for a container when it is busy. */
    let longest = 0;
    const plainRun = async () => {
      const { status, stdout, refusal, took } = await run({ language: 'python', code: 'print(1)' });
      longest = Math.max(longest, took);
      assert.deepEqual({ status, stdout, refusal }, { status: 'ok', stdout: '1\n', refusal: null }, 'a plain run right after');
    };
    let begun = Promise.resolve();
    let next;
    /** One that begins now or right after the one that runs, for all who ask until then. */
    const plain = () => next ??= begun.catch(() => {}).then(() => {
      next = undefined;
      return begun = plainRun();
    });
    /** How long after their time programs were over that do not end by themselves. */
    const late = [];
    const matches = (text, wanted, name) =>
      wanted instanceof RegExp ? assert.match(text, wanted, name) : assert.equal(text, wanted, name);

    async function check(program) {
      const { name: _, expect, native: needsNative, port: hasPort, timeout_s = PATIENCE_S, ...args } = program;
      if (needsNative && !native) return;
      if (hasPort) args.code = args.code.replaceAll('PORT', port);
      const ran = await run(args, timeout_s);
      const shown = JSON.stringify({ ...ran, result: undefined }).slice(0, 3_000);
      if (expect.refused) {
        assert.match(ran.refusal, expect.refused);
        return plain();
      }
      assert.equal(ran.refusal, null, shown);
      assert.ok([expect.status].flat().includes(ran.status), shown);
      if (ran.status === 'timeout') late.push(ran.took - timeout_s * 1000);
      if (expect.exit !== undefined) assert.ok([expect.exit].flat().includes(ran.exit_code), shown);
      if (expect.out !== undefined) matches(ran.stdout, expect.out, shown);
      if (expect.err !== undefined) matches(ran.stderr, expect.err, shown);
      if (expect.held) {
        assert.match(ran.stdout, /^held/, shown);
        assert.deepEqual(ran.stdout.split('\n').filter(line => line && !line.startsWith('held ')), [], shown);
      }
      if (expect.total !== undefined && ran.status === 'ok') assert.equal(ran.stdout_bytes ?? Buffer.byteLength(ran.stdout), expect.total);
      const files = ran.files ?? [];
      if (expect.files !== undefined) assert.deepEqual(files.map(file => file.path), expect.files, shown);
      if (expect.taken !== undefined) assert.ok(expect.taken(files), shown);
      if (expect.skipped !== undefined) assert.equal(ran.skipped?.length, expect.skipped, shown);
      if (expect.readable !== undefined) {
        assert.equal(files.length, expect.readable, shown);
        for (const file of files) {
          const { contents } = await client.readResource({ uri: file.uri });
          assert.equal(contents[0].text ?? Buffer.from(contents[0].blob, 'base64').toString(), file.path);
        }
      }
      await plain();
    }

    for (const [group, programs] of Object.entries(groups)) {
      describe(group, { concurrency: WIDTH }, () => {
        for (const program of programs) test(program.name, () => check(program));
      });
    }

    if (!Object.values(groups).flat().some(({ expect }) => expect.status === 'timeout')) return;

    // Of one program it may be the machine that is late; of half of them it is the host.
    test('those that do not end are ended in their time', t => {
      late.sort((a, b) => a - b);
      const middle = late[Math.floor(late.length / 2)];
      t.diagnostic(`${late.length} of them, half of them over within ${middle.toFixed()} ms after their time, all within ${late.at(-1).toFixed()}`);
      assert.ok(middle < LATE + longest, `${middle} ms late, with ${longest} ms for a plain run`);
    });
  });
}
