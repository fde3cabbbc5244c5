// Programs that try to take all there is.
import { error, hostile, js, ok, py, second, sh, timeout } from './hostile.mjs';

const exhaustion = [
  py('memory, fast', `
hog = []
while True:
    hog.append(bytearray(b'x') * (16 << 20))
`, { status: 'oom' }),
  py('memory, slowly', `
import time
hog = []
while True:
    hog.append(bytes(1 << 20) + b'x')
    time.sleep(0.002)
`, { status: 'oom' }),
  py('memory, of many children', `
import os, sys, time
for _ in range(20):
    if os.fork() == 0:
        hog = b'x' * (32 << 20)
        time.sleep(30)
        os._exit(0)
sys.exit(any(os.wait()[1] for _ in range(20)))
`, { status: 'oom', exit: 1 }),
  py('memory of a child only, which the program survives', `
import os
if os.fork() == 0:
    hog = [bytearray(b'x') * (16 << 20) for _ in range(100)]
    os._exit(0)
print(os.WTERMSIG(os.wait()[1]))
`, ok('9\n')),
  py('memory without an address', `
import os
data = b'x' * (1 << 20)
fds = []
while True:
    fd = os.memfd_create('hog')
    fds.append(fd)
    for _ in range(16):
        os.write(fd, data)
`, { status: 'oom' }),
  // Next to nothing is mapped, so the kernel may take the supervisor for the largest process: then the
  // container is gone, and the host has to see why.
  py('memory that belongs to processes too small to be killed', `
import os
data = b'x' * (1 << 20)
open('/proc/self/oom_score_adj', 'w').write('0')
for i in range(216):
    if i % 54 == 0:
        fd = os.memfd_create('hog', 0)
        os.set_inheritable(fd, True)
    os.write(fd, data)
fd = os.memfd_create('hog', 0)
os.dup2(fd, 1)
os.execv('/bin/dd', ['dd', 'if=/dev/zero', 'bs=64k', 'count=1000'])
`, { status: 'oom' }),
  js('memory, of JavaScript outside its heap', `
const hog = [];
for (;;) hog.push(Buffer.alloc(16 << 20, 1));
`, { status: 'oom' }),
  // V8 ends itself (134) if its heap is full before the container is.
  js('memory, of JavaScript', `
const hog = [];
for (;;) hog.push('x'.repeat(1000) + hog.length, { hog: new Array(1000).fill(hog.length) });
`, { status: ['oom', 'error'] }),
  sh('memory, of bash', `
x=xxxxxxxxxxxxxxxx
while :; do x=$x$x$x$x; done
`, { status: 'oom' }),
  // Its first process ends at once, and the others with it; unless even that one is refused a fork, or waits for one.
  sh('fork bomb of bash', ':(){ :|:& };:\n', { status: ['ok', 'error', 'timeout'] }, second),
  sh('fork bomb of bash that waits', 'f(){ f & f & wait; }; f\n', timeout, { timeout_s: 2 }),
  py('fork bomb of Python', `
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
`, timeout, { timeout_s: 2 }),
  js('fork bomb of JavaScript', `
const { spawn } = require('node:child_process');
setInterval(() => { for (let i = 0; i < 20; i++) spawn('sh', ['-c', 'sleep 100 & sleep 100']).on('error', () => {}); }, 10);
`, timeout, { timeout_s: 2 }),
  // Whether the first process is among those that end depends on which fork is refused.
  py('fork bomb that starts sessions and ends at once', `
import os
while True:
    try:
        if os.fork() == 0:
            os.setsid()
            if os.fork():
                os._exit(0)
    except OSError:
        os._exit(0)
`, { status: ['ok', 'timeout'] }, second),
  py('threads', `
import threading, time
count = 0
try:
    while True:
        threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
        count += 1
except RuntimeError:
    print(count < 128)
`, ok('True\n')),
  py('zombies', `
import os
count = 0
try:
    while True:
        if os.fork() == 0:
            os._exit(0)
        count += 1
except OSError:
    print(count < 128)
`, ok('True\n')),
  py('descriptors', `
import os
count = 0
try:
    while True:
        os.dup(1)
        count += 1
except OSError as e:
    print(e.errno, count < 1024)
`, ok('24 True\n')),
  py('inodes', `
import os
for folder in ('/work', '/tmp', '/dev/shm'):
    count = 0
    try:
        while True:
            os.close(os.open('%s/%d' % (folder, count), os.O_CREAT | os.O_WRONLY))
            count += 1
    except OSError as e:
        print(folder, e.errno, count < 8192)
`, ok('/work 28 True\n/tmp 28 True\n/dev/shm 28 True\n')),
  py('room on disk', `
import os
data = b'x' * (1 << 20)
for folder in ('/work', '/tmp', '/dev/shm'):
    count = 0
    try:
        with open(folder + '/hog', 'wb', 0) as file:
            while True:
                count += os.write(file.fileno(), data) >> 20
    except OSError as e:
        print(folder, e.errno in (27, 28), count <= 64)
`, ok('/work True True\n/tmp True True\n/dev/shm True True\n')),
  sh('a file too large', 'truncate -s 1T /work/x; echo $?; truncate -s 1T /tmp/x; echo $?; dd if=/dev/zero of=/work/y bs=1M seek=1000000 count=1; echo $?\n',
    { ...ok(/^(153|1)\n(153|1)\n(153|1)\n$/) }),
  py('folders, deep', `
import os
depth = 0
try:
    while True:
        os.mkdir('d')
        os.chdir('d')
        depth += 1
except OSError as e:
    print(e.errno, depth > 1000)
`, ok('28 True\n')),
  py('folders, deep, in the output', `
import os
os.chdir('out')
for depth in range(3000):
    os.mkdir('d' * 200)
    os.chdir('d' * 200)
    open('file', 'w').close()
`, { status: 'ok', taken: files => files.length === 4, skipped: 13 }),
  py('many files in the output', `
for i in range(5000):
    open('out/%d' % i, 'w').write(str(i))
`, { status: 'ok', taken: files => files.length === 32, skipped: 100 }),
  py('names too long', `
import os
open('out/' + 'n' * 255, 'w').close()
try:
    open('out/' + 'n' * 256, 'w')
except OSError as e:
    print(e.errno)
`, { ...ok('36\n'), files: ['n'.repeat(255)] }),
  py('inotify', `
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
count = 0
while libc.inotify_init() >= 0:
    count += 1
print(count, ctypes.get_errno())
`, ok(/^\d+ 24\n$/)),
  // What is in the kernel for it counts as the container's memory: either descriptors or memory come to an end first.
  py('pipes and sockets, filled', `
import os, socket
ends, total = [], 0
try:
    while True:
        read, write = os.pipe()
        os.set_blocking(write, False)
        ends += (read, write)
        try:
            while True:
                total += os.write(write, b'x' * 65536)
        except BlockingIOError:
            pass
except OSError as e:
    print(e.errno)
for fd in ends[:500]:
    os.close(fd)
pairs = []
try:
    while True:
        pair = socket.socketpair()
        pairs.append(pair)
        pair[0].setblocking(False)
        try:
            while True:
                pair[0].send(b'x' * 65536)
        except BlockingIOError:
            pass
except OSError as e:
    print(e.errno)
`, { status: ['ok', 'oom'] }),
  // The kernel refuses, or blocks the sender.
  py('descriptors in flight', `
import os, socket
count = 0
try:
    while True:
        a, b = socket.socketpair()
        for _ in range(50):
            socket.send_fds(a, [b'x'], [0] * 200)
        socket.send_fds(a, [b'x'], [a.fileno(), b.fileno()])
        a.close(); b.close()
        count += 1
except OSError as e:
    print(e.errno in (24, 109, 11))
`, { status: ['ok', 'timeout'] }, second),
  // The limit is a setting of the kernel; a slow machine does not get there in time.
  py('maps', `
import ctypes, mmap
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
count = 0
while libc.mmap(None, ctypes.c_size_t(4096), 1 + 2 * (count % 2), 0x22, -1, 0) != ctypes.c_void_p(-1).value and count < 200000:
    count += 1
print(count < 200000)
`, { status: ['ok', 'timeout'] }, { timeout_s: 2 }),
  py('attributes of files', `
import os
count = 0
try:
    while True:
        os.setxattr('/work', 'user.%d' % count, b'x' * 60000)
        count += 1
except OSError:
    print(count < 5000)
`, ok('True\n')),
  py('terminals', `
import os
count = 0
try:
    while True:
        os.openpty()
        count += 1
except OSError:
    print(count < 1024)
`, ok('True\n')),
  py('timers', `
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
timer, count = ctypes.c_void_p(), 0
while libc.timer_create(1, None, ctypes.byref(timer)) == 0 and count < 1000000:
    count += 1
print(count < 1000000)
`, ok('True\n')),
  py('CPU', 'while True: pass\n', timeout, second),
  js('CPU, of JavaScript', 'for (;;);\n', timeout, second),
  sh('CPU, of bash', 'while :; do :; done\n', timeout, second),
  py('CPU, by a pattern', "import re\nre.match('(a+)+$', 'a' * 60 + 'b')\n", timeout, second),
  py('a compiler, to death', "exec('x = ' + '-' * 400000 + '1')\n", { status: ['error'] }),
  sh('sleep', 'sleep 1000\n', timeout, second),
  sh('a read that never ends', 'mkfifo x; cat x\n', timeout, second),
];

const floods = [
  sh('stdout', 'yes\n', { status: 'output_limit' }),
  sh('stderr', 'yes >&2\n', { status: 'output_limit' }),
  sh('both', 'yes & yes >&2\n', { status: 'output_limit' }),
  py('1 GB at once', "import os\nfor _ in range(1024): os.write(1, b'x' * (1 << 20))\n", { status: 'output_limit' }),
  py('a line without an end', "import sys\nwhile True: sys.stdout.write('line ' * 100)\n", { status: 'output_limit' }),
  js('from JavaScript', "const fs = require('node:fs');\nfor (;;) fs.writeSync(1 + (Date.now() & 1), 'x'.repeat(65536));\n", { status: 'output_limit' }),
  // 10 MB of it take longer than a second but on a fast machine.
  py('one byte at a time', "import os\nwhile True: os.write(1, b'x')\n", { status: ['timeout', 'output_limit'] }, second),
  py('from many processes', `
import os
for _ in range(6): os.fork()
while True: os.write(1, b'x' * 4096)
`, { status: 'output_limit' }),
  py('nearly as much as may be', "import os\nfor fd in (1, 2): os.write(fd, b'x' * ((5 << 20) - 1))\n",
    { status: 'ok', total: (5 << 20) - 1 }),
];

hostile({ exhaustion, floods });
