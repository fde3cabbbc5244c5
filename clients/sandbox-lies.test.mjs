// Programs that do not end as they should, or lie about themselves and what they made.
import { error, FORGED, hostile, js, ok, py, second, sh, timeout, WALLS } from './hostile.mjs';

const lifetime = [
  py('deaf to signals', `
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    signal.pause() if hasattr(signal, 'never') else None
`, timeout, second),
  sh('deaf to signals, in bash', "trap '' TERM INT HUP QUIT\nwhile :; do sleep 100; done\n", timeout, second),
  js('deaf to signals, in JavaScript', "for (const s of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(s, () => {});\nsetInterval(() => {}, 1000);\n", timeout, second),
  py('stopped by itself', 'import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\n', timeout, second),
  sh('stopped by itself, in bash', 'kill -STOP $$\n', timeout, second),
  py('a daemon that holds stdout', `
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            time.sleep(0.05)
            os.write(1, b'.')
    os._exit(0)
os.wait()
os.write(1, b'started\\n')
`, ok(/^\.*started\n\.*$/)),
  sh('jobs in the background', 'sleep 100 &\nnohup sleep 100 > /dev/null 2>&1 &\n(setsid sleep 100 &)\ndisown -a\necho done\n', ok('done\n')),
  js('a detached child', "require('node:child_process').spawn('sleep', ['100'], { detached: true, stdio: 'inherit' }).unref();\nconsole.log('done');\n",
    ok('done\n')),
  py('an end that hangs', 'import atexit, time\natexit.register(time.sleep, 1000)\n', timeout, second),
  js('an end that hangs, in JavaScript', "process.on('exit', () => { for (;;); });\n", timeout, second),
  py('a thread that goes on', 'import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\n', timeout, second),
  py('an end without ceremony', "import os\nos.write(1, b'x')\nos._exit(7)\n", error(7, { out: 'x' })),
  py('an end of all others', "import os\ntry: os.kill(-1, 9)\nexcept ProcessLookupError: pass\nprint('alone')\n", ok('alone\n')),
  sh('an end of all others, in bash', 'kill -9 -1\necho alone\n', ok('alone\n')),
  sh('an end of itself', 'kill -9 $$\n', error(137)),
  py('abort', 'import os\nos.abort()\n', error(134)),
  py('a crash', 'import ctypes\nctypes.string_at(0)\n', error(139)),
  py('an exit code too large', 'import sys\nsys.exit(0x1234567805)\n', error(5)),
  py('an exit code that is none', "import sys\nsys.exit('no number')\n", error(1, { err: 'no number\n' })),
  py('another program in its place', "import os\nos.execvp('sh', ['sh', '-c', 'echo other; exit 4'])\n", error(4, { out: 'other\n' })),
  py('without stdin, stdout, stderr', 'import os, time\nos.closerange(0, 256)\ntime.sleep(0.2)\nos._exit(0)\n', ok('')),
  py('signals to PID 1 without end', 'import os, signal\nwhile True: os.kill(1, signal.SIGCHLD)\n', timeout, second),
  py('a brother instead of a child', `
import ctypes, os
libc = ctypes.CDLL(None)
CLONE_PARENT = 0x8000
for _ in range(50):
    if libc.syscall(56, ctypes.c_long(CLONE_PARENT | 17), ctypes.c_long(0), ctypes.c_long(0), ctypes.c_long(0), ctypes.c_long(0)) == 0:
        os._exit(0)
os._exit(9)
`, error(9), { native: true }),
  py('a thief of its own output', `
import os, sys, threading
for fd in (1, 2):
    for _ in range(4):
        thief = os.open('/proc/self/fd/%d' % fd, os.O_RDONLY)
        threading.Thread(target=lambda f=thief: [os.read(f, 1) for _ in iter(int, 1)], daemon=True).start()
for _ in range(20000):
    os.write(1, b'x')
    os.write(2, b'x')
os._exit(3)
`, error(3)),
];

const forgeries = [
  py('into every descriptor', `${FORGED}
for fd in range(1, 256):
    try:
        os.write(fd, FORGED)
    except OSError:
        pass
os._exit(3)
`, { ...error(3, { out: /forged/, err: /forged/ }), files: [] }),
  py('into the supervisor', WALLS + FORGED + `
import glob
for fd in list(range(64)):
    for flags in (os.O_WRONLY, os.O_RDWR | os.O_NONBLOCK, os.O_APPEND | os.O_WRONLY):
        wall('fd %d' % fd, lambda: os.write(os.open('/proc/1/fd/%d' % fd, flags), FORGED))
sys.exit(3)
`, { ...error(3), held: true, files: [] }),
  py('an end, over the socket of the interpreter', `
import os, socket, stat
for fd in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(fd).st_mode):
            s = socket.socket(fileno=os.dup(fd))
            for message in (b'0', b'1 0', b'2 0', b'-1', b'nonsense', b'9' * 60, b'', b'\\xff' * 64):
                s.send(message)
    except OSError:
        pass
import time
time.sleep(0.3)
print('to the end')
os._exit(3)
`, error(3, { out: 'to the end\n' })),
  py('the socket of the interpreter, closed', `
import os, time
os.closerange(3, 256)
time.sleep(0.3)
print('to the end')
`, ok('to the end\n')),
  js('from JavaScript', `
const fs = require('node:fs');
const done = Buffer.from('{"exit":0,"reason":null}');
const head = Buffer.alloc(5);
head.write('D'); head.writeUInt32BE(done.length, 1);
for (const fd of [1, 2]) try { fs.writeSync(fd, Buffer.concat([head, done])); } catch {}
process.exitCode = 3;
setTimeout(() => process.exit(3), 100);
`, { ...error(3, { out: /^D/, err: /^D/ }), files: [] }),
  sh('from bash', `
for fd in /proc/*/fd/*; do case $fd in */self/*|*/thread-self/*) ;; *) printf 'D\\0\\0\\0\\012{"exit":0}' >> "$fd";; esac; done 2> /dev/null
exit 3
`, { ...error(3), files: [] }),
];

const paths = [
  sh('the folder for output is a link', 'rmdir out && ln -s /etc out\n', { ...ok(''), files: [] }),
  sh('the folder for output is a file', 'rmdir out && echo x > out\n', { ...ok(''), files: [] }),
  sh('the folder for output is a fifo', 'rmdir out && mkfifo out\n', { ...ok(''), files: [] }),
  sh('the folder for output is gone', 'rmdir out\n', { ...ok(''), files: [] }),
  sh('the working folder is closed', 'echo x > out/x; chmod 0 /work\n', { ...ok(''), files: ['x'] }),
  sh('links out of it', 'ln -s /etc/passwd out/a; ln -s /etc out/b; ln -s /proc/1/environ out/c; ln -s ../main.sh out/d; ln -s . out/e\n',
    { ...ok(''), files: [], skipped: 5 }),
  py('what is no file', `
import os, socket
os.mkfifo('out/fifo')
socket.socket(socket.AF_UNIX).bind('out/socket')
os.mkdir('out/folder')
os.mkdir('out/closed', 0)
open('out/secret', 'w').write('x')
os.chmod('out/secret', 0)
`, { ...ok(''), files: [], skipped: 4 }),
  sh('hard links', 'echo x > a; ln a out/a; ln a out/b; ln /etc/passwd out/c\n', { status: 'error', files: ['a', 'b'] }),
  py('strange names', `
import os
for name in (b'new\\nline', b'\\x1b[31mred', b'tab\\t', b' ', b'..a', b'...', b'a?b#c%41+d&', b'"quoted\\\\"', b'-rf', 'имя 名 🎈'.encode(), b'\\x7f',
             '\\u202egnp.exe'.encode(), b'a:b', b'~', b'$HOME'):
    open(b'out/' + name, 'wb').write(name)
`, { ...ok(''), readable: 15 }),
  py('names that are no UTF-8', `
for name in (b'\\xff\\xfe', b'\\xed\\xa0\\x80', b'ok\\xc3', b'\\xf8\\x88\\x80\\x80\\x80'):
    open(b'out/' + name, 'wb').write(b'x')
`, { ...ok(''), files: [], skipped: 4 }),
  py('files too large, and sparse ones', `
import os
os.truncate(os.open('out/sparse', os.O_CREAT | os.O_WRONLY), 60 << 20)
open('out/large', 'wb').write(b'x' * (5 << 20))
for i in range(6):
    open('out/part%d' % i, 'wb').write(b'x' * (4 << 20))
`, { ...ok(''), taken: files => files.length === 4 && files.every(f => f.bytes === 4 << 20), skipped: 4 }),
  py('a folder of links, swapped while it is read', `
import os
if os.fork() == 0:
    while True:
        try:
            os.symlink('/etc/passwd', 'tmp')
            os.rename('tmp', 'out/x')
            open('tmp', 'w').close()
            os.rename('tmp', 'out/x')
        except OSError:
            pass
import time
time.sleep(0.1)
`, { status: 'ok', taken: files => files.every(f => f.bytes === 0) }),
];

const BOM = '\ufeff';
const encodings = [
  py('bytes that are no text', "import os\nos.write(1, bytes(range(256)) * 100)\nos.write(2, b'\\xff\\xc3\\x00\\xed\\xa0\\x80')\n",
    { ...ok(/^\ufffd\x01/), err: /^\ufffd+$/ }),
  py('escapes and marks', "print('\\x1b[2J\\x1b]0;title\\x07\\ufeff\\u202e\\u2028\\x85\"\\\\</script>')\n", ok('\x1b[2J\x1b]0;title\x07\ufeff\u202e\u2028\x85"\\</script>\n')),
  py('half a pair', "print('\\ud83d')\n", error(1, { err: /UnicodeEncodeError/ })),
  js('half a pair, in JavaScript', "console.log('\\ud83d|\\ude00')\n", ok('\ufffd|\ufffd\n')),
  py('a character in two writes', "import os, time\nos.write(1, b'\\xf0\\x9f')\ntime.sleep(0.3)\nos.write(1, b'\\x8e\\x88')\n", ok('🎈')),
  py('code with a NUL', 'print(1)\0\n', { refused: /code: .* NUL/ }),
  py('input with a NUL', 'print(1)\n', { refused: /stdin: .* NUL/ }, { stdin: 'a\0b' }),
  py('code with half a pair', "print('\ud83d')\n", ok('?\n')),
  py('code with a mark', `${BOM}print(1)\n`, ok('1\n')),
  js('code with a mark, in JavaScript', `${BOM}console.log(1)\n`, ok('1\n')),
  py('code with escapes that are none', "print('\\x4')\n", error(1, { err: /SyntaxError/ })),
  py('no code', '', ok('')),
  js('no code, in JavaScript', '', ok('')),
  py('much code', `x = """${'x'.repeat(900_000)}"""\nprint(len(x))\n`, ok('900000\n')),
  py('much input', 'import sys\nprint(len(sys.stdin.read()))\n', ok('800000\n'), { stdin: 'xя🎈\n'.repeat(200_000) }),
  sh('input that nobody reads', 'exit 0\n', ok(''), { stdin: 'x'.repeat(1_000_000) }),
  js('input as it is, in JavaScript', "console.log(JSON.stringify(require('node:fs').readFileSync(0, 'utf8')))\n",
    ok('"\ufefféa\\u001b\\u007fb\\r\\n"\n'.replace('\\u007f', '\x7f')), { stdin: '\ufefféa\x1b\x7fb\r\n' }),
];

hostile({ lifetime, forgeries, paths, encodings });
