// Programs that try to break out of the sandbox, to take all there is, or to lie about themselves. Each gets
// the one status that is right for it, in its time, and leaves nothing behind: a plain program runs right after.
// They need a Docker engine and the image of docker/sandbox/build.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { newHome, overHttp, serveWith } from './host.mjs';

const LIMITS = 'memory_mb=256,work_mb=64,tmp_mb=32,warm=2,principal_cpu_seconds=100000';
const SECRET = 'a-secret-of-the-host-8d1f';
/** How late the host ends a run itself, and looks whether it has ended; a container has to start, besides. */
const LATE = 1_300 + 200;

const engine = (() => {
  try {
    execFileSync('docker', ['image', 'inspect', 'consilium-sandbox:1'], { stdio: 'ignore' });
    return true;
  } catch {
    assert.notEqual(process.env.CONSILIUM_REQUIRE, 'all', 'there is no Docker engine with the sandbox image');
    return false;
  }
})();

/** Containers of one host; others may work with the same engine. */
const containers = pid => execFileSync('docker', ['ps', '-aq',
  '--filter', 'label=dev.consilium.sandbox', '--filter', `label=dev.consilium.sandbox.process=${pid}`], { encoding: 'utf8' })
  .split('\n').filter(Boolean);

/** What attempts share: each says "held" if it was refused, "BREACH" if not. */
const WALLS = String.raw`
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

const py = (name, code, expect, more = {}) => ({ name, language: 'python', code, expect, ...more });
const js = (name, code, expect, more = {}) => ({ name, language: 'javascript', code, expect, ...more });
const sh = (name, code, expect, more = {}) => ({ name, language: 'bash', code, expect, ...more });

/** Attempts, all of which have to be refused. */
const held = (name, code, more = {}) => py(name, WALLS + code, { status: 'ok', exit: 0, held: true }, more);
const ok = (out = undefined) => ({ status: 'ok', exit: 0, out });
const error = (exit, more = {}) => ({ status: 'error', exit, ...more });
const timeout = { status: 'timeout' };
const second = { timeout_s: 1 };

/** The header and payload of a frame, in Python, as the supervisor sends them. */
const FORGED = String.raw`
import json, os, struct
def frame(kind, payload):
    return struct.pack('>cI', kind, len(payload)) + payload
FORGED = frame(b'O', b'forged') + frame(b'F', struct.pack('>H', 6) + b'forged' + b'x') + frame(
    b'D', json.dumps({'exit': 0, 'reason': None, 'ms': 1, 'cpu_us': 1, 'memory': 1}).encode())
`;

/** x86-64: numbers of system calls and machine code below are of this architecture. */
const native = process.arch === 'x64';

const escapes = [
  held('mounts and roots', `
calls(mount=165, umount2=166, pivot_root=155, chroot=161, open_tree=428, move_mount=429, fsopen=430, fsconfig=431,
      fsmount=432, fspick=433, mount_setattr=442)
wall('mount tmpfs', lambda: syscall(165, b'none', b'/work', b'tmpfs', 0, 0))
wall('mount proc', lambda: syscall(165, b'proc', b'/tmp', b'proc', 0, 0))
wall('bind', lambda: syscall(165, b'/', b'/work', b'', 4096, 0))
wall('chroot', os.chroot, '/work')
`),
  held('namespaces', `
for name in ('NEWUSER', 'NEWNS', 'NEWPID', 'NEWNET', 'NEWIPC', 'NEWUTS', 'NEWCGROUP', 'NEWTIME'):
    wall('unshare ' + name, os.unshare, getattr(os, 'CLONE_' + name))
wall('setns', lambda: os.setns(os.open('/proc/self/ns/net', os.O_RDONLY), 0))
wall('ns of PID 1', os.open, '/proc/1/ns/mnt', os.O_RDONLY)
def clone(number, flags, *args):
    pid = syscall(number, flags, *args)
    if pid == 0:
        os._exit(0)
    return pid
for flag in (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000):
    wall('clone %x' % flag, clone, 56, flag | 17, 0, 0, 0, 0)
    wall('clone %x and more' % flag, clone, 56, flag | 1 << 40 | 17, 0, 0, 0, 0)
arguments = (ctypes.c_uint64 * 11)(0x10000000, 0, 0, 0, 17)
wall('clone3', clone, 435, ctypes.addressof(arguments), 88)
`),
  held('the supervisor through /proc', `
for name in ('root/etc/passwd', 'cwd/x', 'mem', 'environ', 'maps', 'smaps', 'auxv', 'stack', 'syscall', 'io', 'pagemap',
             'fd/0', 'fd/1', 'fd/3', 'fd/4', 'exe', 'task/1/mem', 'task/1/fd/1', 'map_files'):
    wall(name, os.open, '/proc/1/' + name, os.O_RDONLY)
    wall(name + ' for writing', os.open, '/proc/1/' + name, os.O_RDWR)
wall('list of fds', os.listdir, '/proc/1/fd')
wall('list of fdinfo', os.listdir, '/proc/1/fdinfo')
for name in ('oom_score_adj', 'comm', 'clear_refs', 'coredump_filter', 'timerslack_ns', 'uid_map', 'setgroups', 'attr/current',
             'autogroup', 'loginuid', 'sched'):
    wall(name, put, '/proc/1/' + name)
`),
  held('knobs of the kernel in /proc', `
for name in ('sys/kernel/core_pattern', 'sys/kernel/hostname', 'sys/vm/overcommit_memory', 'sys/vm/drop_caches',
             'sys/net/ipv4/ip_forward', 'sys/kernel/modprobe', 'sys/kernel/pid_max', 'sys/fs/file-max', 'sysrq-trigger',
             'sys/fs/binfmt_misc/register', 'irq/0/smp_affinity', 'sys/kernel/ns_last_pid', 'sys/kernel/randomize_va_space'):
    wall(name, put, '/proc/' + name)
for name in ('kcore', 'keys', 'timer_list', 'sched_debug', 'kmsg', 'kpagecount', 'vmallocinfo', 'slabinfo'):
    wall(name, peek, '/proc/' + name)
`),
  held('/sys and control groups', `
wall('uevent helper', put, '/sys/kernel/uevent_helper', '/work/x')
wall('power', put, '/sys/power/state', 'mem')
wall('firmware', lambda: os.listdir('/sys/firmware')[0] if os.listdir('/sys/firmware') else peek('/nothing'))
groups = ['/sys/fs/cgroup'] + ['/sys/fs/cgroup/' + g for g in os.listdir('/sys/fs/cgroup')]
for group in filter(os.path.isdir, groups):
    for name in ('release_agent', 'notify_on_release', 'cgroup.procs', 'tasks', 'memory.limit_in_bytes', 'memory.max',
                 'pids.max', 'cpu.cfs_quota_us', 'cpu.max', 'devices.allow', 'memory.oom_control'):
        wall(group + '/' + name, put, group + '/' + name, '1')
    wall('group below ' + group, os.mkdir, group + '/mine')
`),
  held('the files of the image', `
for name in ('/etc/passwd', '/etc/ld.so.preload', '/bin/sh', '/usr/bin/python3', '/x', '/root/x', '/var/x', '/run/x', '/dev/x',
             '/etc/resolv.conf', '/etc/hosts', '/etc/hostname', '/var/tmp/x', '/home/x'):
    wall(name, put, name)
wall('remount', lambda: syscall(165, b'none', b'/', b'', 32, 0))
wall('passwords', peek, '/etc/shadow')
wall('root', os.listdir, '/root')
for name in ('/var/run/docker.sock', '/run/docker.sock', '/run/containerd/containerd.sock', '/run/crio/crio.sock'):
    s = socket.socket(socket.AF_UNIX)
    wall(name, s.connect, name)
`),
  held('devices', `
import stat
for kind, number in ((stat.S_IFCHR, (1, 1)), (stat.S_IFBLK, (8, 0)), (stat.S_IFBLK, (253, 0)), (stat.S_IFCHR, (10, 237))):
    for folder in ('/work', '/tmp', '/dev', '/dev/shm'):
        wall('mknod in ' + folder, lambda: os.mknod(folder + '/device', kind | 0o666, os.makedev(*number)))
for name in ('sda', 'vda', 'nvme0n1', 'mem', 'kmem', 'port', 'kmsg', 'loop-control', 'loop0', 'fuse', 'kvm', 'vsock', 'vhost-vsock',
             'net/tun', 'mapper/control', 'uinput', 'console', 'tty0', 'btrfs-control', 'cpu/0/msr', 'autofs', 'userfaultfd'):
    wall(name, os.open, '/dev/' + name, os.O_RDONLY)
`),
  held('the kernel itself', `
calls(init_module=175, finit_module=313, delete_module=176, kexec_load=246, kexec_file_load=320, reboot=169, bpf=321,
      perf_event_open=298, userfaultfd=323, iopl=172, ioperm=173, swapon=167, swapoff=168, acct=163, quotactl=179, syslog=103,
      settimeofday=164, clock_settime=227, adjtimex=159, clock_adjtime=305, sethostname=170, setdomainname=171, vhangup=153,
      modify_ldt=154, fanotify_init=300, open_by_handle_at=304, name_to_handle_at=303, memfd_secret=447, personality=135,
      nfsservctl=180, uselib=134, lookup_dcookie=212, ustat=136, sysfs=139, seccomp=317, landlock_create_ruleset=444)
`, { native: true }),
  held('io_uring, aio and splices', `
calls(io_uring_setup=425, io_uring_enter=426, io_uring_register=427, io_setup=206, io_submit=209, vmsplice=278, splice=275, tee=276)
`, { native: true }),
  held('keyrings', `
calls(add_key=248, request_key=249, keyctl=250)
wall('a key', lambda: syscall(248, b'user', b'name', b'value', 5, -4 & 0xffffffff))
`, { native: true }),
  held('shared memory and queues beyond the container', `
calls(shmget=29, shmat=30, semget=64, msgget=68, mq_open=240, mq_unlink=241)
`, { native: true }),
  held('the memory and the descriptors of other processes', `
calls(ptrace=101, process_vm_readv=310, process_vm_writev=311, kcmp=312, pidfd_getfd=438, process_madvise=440,
      process_mrelease=448, move_pages=279, migrate_pages=256, mbind=237, set_mempolicy=238)
wall('attach to PID 1', lambda: syscall(101, 16, 1, 0, 0))
wall('seize PID 1', lambda: syscall(101, 0x4206, 1, 0, 0))
wall('its stdout', lambda: syscall(438, syscall(434, 1, 0), 1, 0))
child = os.fork()
if child == 0:
    time.sleep(20)
    os._exit(0)
wall('attach to a child', lambda: syscall(101, 16, child, 0, 0))
os.kill(child, 9)
`, { native: true }),
  held('families of sockets', `
for name, family in dict(VSOCK=40, ALG=38, NETLINK=16, PACKET=17, KEY=15, BLUETOOTH=31, CAN=29, TIPC=30, RDS=21, XDP=44, SMC=43,
                         X25=9, QIPCRTR=42, KCM=41, NFC=39, APPLETALK=5, AX25=3, PPPOX=24, LLC=26, IB=27).items():
    for kind in (1, 2, 3, 5):
        wall('AF_%s %d' % (name, kind), syscall, 41, family, kind, 0)
    wall('pair of ' + name, lambda: syscall(53, family, 1, 0, ctypes.addressof((ctypes.c_int * 2)())))
wall('AF_VSOCK behind high bits', syscall, 41, 1 << 32 | 40, 1, 0)
wall('raw', socket.socket, socket.AF_INET, socket.SOCK_RAW, 1)
wall('raw 6', socket.socket, socket.AF_INET6, socket.SOCK_RAW, 58)
wall('ping', lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM, 1).sendto(b'x' * 16, ('172.17.0.1', 0)))
`, { native: true }),
  // A call of another architecture ends the process: 128 + SIGSYS.
  py('a 32-bit call', `
import ctypes, mmap
code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(bytes.fromhex('b814000000cd80c3'))  # mov eax, 20 (getpid); int 0x80; ret
print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))())
`, error(159, { out: '' }), { native: true }),
  py('an x32 call', `
import ctypes
libc = ctypes.CDLL(None)
libc.syscall.restype = ctypes.c_long
print(libc.syscall(ctypes.c_long(0x40000000 + 39)))
`, error(159, { out: '' }), { native: true }),
  held('more rights', `
calls(capset=126)
for name, attempt in dict(setuid=lambda: os.setuid(0), setgid=lambda: os.setgid(0), setresuid=lambda: os.setresuid(0, 0, 0),
                          setgroups=lambda: os.setgroups([0]), nice=lambda: os.nice(-10),
                          chown=lambda: (put('/work/x'), os.chown('/work/x', 0, 0))).items():
    wall(name, attempt)
def prctl(*args):
    if libc.prctl(*(ctypes.c_long(a) for a in args)) < 0:
        raise OSError(ctypes.get_errno(), 'refused')
ctypes.set_errno(0)
wall('ambient capability', prctl, 47, 2, 21, 0, 0)
wall('capability of the bounding set', lambda: prctl(24, 21, 0, 0, 0))
wall('secure bits', prctl, 28, 1, 0, 0, 0)
wall('no_new_privs off', prctl, 38, 0, 0, 0, 0)
import resource
wall('hard limit', lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1 << 20, 1 << 20)))
wall('realtime', lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)))
`),
  py('what the kernel says of its rights', `
status = dict(line.split(':', 1) for line in open('/proc/self/status'))
for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'):
    assert int(status[name], 16) == 0, name
assert status['NoNewPrivs'].strip() == '1' and status['Seccomp'].strip() == '2'
assert 0 not in map(int, status['Uid'].split() + status['Gid'].split() + status['Groups'].split()), status
import os, stat, subprocess
found = subprocess.run('find / -xdev -perm /6000 -type f', shell=True, capture_output=True, text=True).stdout
assert found == '', found
import shutil
shutil.copy('/usr/bin/id', '/work/id')
os.chmod('/work/id', 0o6777)
print(subprocess.run(['/work/id', '-u'], capture_output=True, text=True).stdout.strip() == str(os.getuid()))
try:
    shutil.copy('/usr/bin/id', '/tmp/id')
    subprocess.run(['/tmp/id'])
    print('BREACH')
except PermissionError:
    print('held')
`, ok('True\nheld\n')),
  held('the lot of PID 1', `
calls(sched_setattr=314, ioprio_set=251)
for name, attempt in dict(
        prlimit=lambda: syscall(302, 1, 7, ctypes.addressof((ctypes.c_uint64 * 2)(0, 0)), 0),
        nice=lambda: os.setpriority(os.PRIO_PROCESS, 1, 19), group=lambda: os.setpriority(os.PRIO_PGRP, 1, 19),
        user=lambda: os.setpriority(os.PRIO_USER, 0, 19), affinity=lambda: os.sched_setaffinity(1, {0}),
        scheduler=lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))).items():
    wall(name, attempt)
`, { native: true }),
  py('every signal to PID 1', `
import os
for number in list(range(1, 65)) * 3:
    try:
        os.kill(1, number)
    except OSError as e:
        print(number, e)
os.kill(os.getppid(), 9)
print('still here')
`, ok(/still here\n$/)),
  js('from JavaScript', `
const fs = require('node:fs'), { spawnSync } = require('node:child_process');
const wall = (name, attempt) => {
  try { attempt(); console.log('BREACH', name); } catch (e) { console.log('held', name, e.code); }
};
wall('core_pattern', () => fs.writeFileSync('/proc/sys/kernel/core_pattern', '|/work/x'));
wall('fd of PID 1', () => fs.writeSync(fs.openSync('/proc/1/fd/1', 'w'), 'x'));
wall('root of PID 1', () => fs.readdirSync('/proc/1/root'));
wall('/etc', () => fs.writeFileSync('/etc/x', ''));
wall('root', () => process.setuid(0));
wall('mount', () => { if (spawnSync('mount', ['-t', 'tmpfs', 'none', '/work']).status !== 0) throw { code: 'EPERM' }; });
wall('unshare', () => { if (spawnSync('unshare', ['-Ur', 'true']).status !== 0) throw { code: 'EPERM' }; });
process.kill(1, 'SIGKILL');
process.dlopen = undefined;
`, { status: 'ok', exit: 0, held: true }),
  sh('from bash', `
wall() { if "$@" 2> /dev/null; then echo "BREACH $*"; else echo "held $*"; fi; }
wall mount -t proc proc /work
wall unshare -Urm true
wall unshare -m true
wall nsenter -t 1 -a true
wall chroot / true
wall dd if=/dev/zero of=/etc/passwd count=1
wall mknod /work/sda b 8 0
wall su -c true
wall ls /proc/1/root/
wall sh -c 'echo x > /proc/1/fd/1'
wall sh -c 'echo c > /proc/sysrq-trigger'
wall hostname evil
kill -9 1
kill -STOP 1
true
`, { status: 'ok', exit: 0, held: true }),
];

const exhaustion = [
  py('memory, fast', `
hog = []
while True:
    hog.append(bytearray(b'x') * (16 << 20))
`, { status: 'oom' }, { timeout_s: 5 }),
  py('memory, slowly', `
import time
hog = []
while True:
    hog.append(bytes(1 << 20) + b'x')
    time.sleep(0.002)
`, { status: 'oom' }, { timeout_s: 5 }),
  py('memory, of many children', `
import os, sys, time
for _ in range(20):
    if os.fork() == 0:
        hog = b'x' * (32 << 20)
        time.sleep(30)
        os._exit(0)
sys.exit(any(os.wait()[1] for _ in range(20)))
`, { status: 'oom', exit: 1 }, { timeout_s: 5 }),
  py('memory of a child only, which the program survives', `
import os
if os.fork() == 0:
    hog = [bytearray(b'x') * (16 << 20) for _ in range(100)]
    os._exit(0)
print(os.WTERMSIG(os.wait()[1]))
`, ok('9\n'), { timeout_s: 5 }),
  py('memory without an address', `
import os
data = b'x' * (1 << 20)
fds = []
while True:
    fd = os.memfd_create('hog')
    fds.append(fd)
    for _ in range(16):
        os.write(fd, data)
`, { status: 'oom' }, { timeout_s: 5 }),
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
`, { status: 'oom' }, { timeout_s: 5 }),
  js('memory, of JavaScript outside its heap', `
const hog = [];
for (;;) hog.push(Buffer.alloc(16 << 20, 1));
`, { status: 'oom' }, { timeout_s: 5 }),
  // V8 ends itself (134) if its heap is full before the container is.
  js('memory, of JavaScript', `
const hog = [];
for (;;) hog.push('x'.repeat(1000) + hog.length, { hog: new Array(1000).fill(hog.length) });
`, { status: ['oom', 'error'] }, { timeout_s: 10 }),
  sh('memory, of bash', `
x=xxxxxxxxxxxxxxxx
while :; do x=$x$x$x$x; done
`, { status: 'oom' }, { timeout_s: 5 }),
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
`, { status: ['ok', 'oom'] }, { timeout_s: 5 }),
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
  py('a compiler, to death', "exec('x = ' + '-' * 400000 + '1')\n", { status: ['error'] }, { timeout_s: 5 }),
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
`, { ...ok(/^\.*started\n\.*$/), under: 1_500 }),
  sh('jobs in the background', 'sleep 100 &\nnohup sleep 100 > /dev/null 2>&1 &\n(setsid sleep 100 &)\ndisown -a\necho done\n', { ...ok('done\n'), under: 1_500 }),
  js('a detached child', "require('node:child_process').spawn('sleep', ['100'], { detached: true, stdio: 'inherit' }).unref();\nconsole.log('done');\n",
    { ...ok('done\n'), under: 1_500 }),
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
`, error(3), { timeout_s: 5 }),
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
`, { ...error(3), files: [] }, { timeout_s: 3 }),
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

const surroundings = [
  py('secrets of the host', `
import glob, os
found = repr(dict(os.environ))
for name in glob.glob('/proc/[0-9]*/environ') + glob.glob('/proc/[0-9]*/cmdline'):
    try:
        found += open(name, errors='replace').read()
    except OSError:
        pass
print(sorted(os.environ))
print('${SECRET}'[:10] + '${SECRET}'[10:] in found.replace(open('/proc/self/cmdline').read(), ''))
`, ok(/^\['HOME', 'LANG', (.*, )?'PATH', .*\]\nFalse\n$/)),
  held('the network', `
import socket
for family, address in ((socket.AF_INET, '169.254.169.254'), (socket.AF_INET, '172.17.0.1'), (socket.AF_INET, '127.0.0.1'),
                        (socket.AF_INET, '1.1.1.1'), (socket.AF_INET6, '::1'), (socket.AF_INET6, 'fd00:ec2::254'),
                        (socket.AF_INET6, 'fe80::1%lo'), (socket.AF_INET, '0.0.0.0'), (socket.AF_INET, '10.0.2.2')):
    for port in (80, 443, 2375, 53, PORT):
        s = socket.socket(family)
        s.settimeout(0.2)
        wall('%s %d' % (address, port), s.connect, (address, port))
for address in ('172.17.0.1', '8.8.8.8', '255.255.255.255', '224.0.0.1'):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    wall('UDP ' + address, s.sendto, b'x', (address, 53))
wall('DNS', socket.getaddrinfo, 'example.com', 80)
wall('DNS of the host', socket.getaddrinfo, 'host.docker.internal', 80)
wall('bind to a device', lambda: socket.socket().setsockopt(socket.SOL_SOCKET, 25, b'eth0'))
import fcntl, struct
wall('an address for lo', lambda: fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8916, struct.pack('16sH2s4s8s', b'lo', 2, b'', b'\\x0a\\0\\0\\1', b'')))
wall('others in the network', lambda: [n for n in os.listdir('/sys/class/net') if n != 'lo'][0] if os.listdir('/sys/class/net') != ['lo'] else peek('/nothing'))
wall('sockets of the host', lambda: peek('/nothing') if len(open('/proc/net/unix').read().splitlines()) < 10 else 1)
`, { port: true }),
  js('the network, from JavaScript', `
(async () => {
  for (const url of ['http://169.254.169.254/latest/meta-data/', 'http://172.17.0.1:PORT/health', 'http://127.0.0.1:PORT/health', 'http://[::1]:PORT/health', 'http://example.com/']) {
    try { await fetch(url, { signal: AbortSignal.timeout(500) }); console.log('BREACH', url); } catch (e) { console.log('held', url); }
  }
})();
`, { status: 'ok', exit: 0, held: true }, { port: true }),
  sh('the network, from bash', `
for a in 169.254.169.254/80 172.17.0.1/PORT 127.0.0.1/PORT 8.8.8.8/53; do
  if timeout 0.5 bash -c ": < /dev/tcp/$a" 2> /dev/null; then echo "BREACH $a"; else echo "held $a"; fi
done
`, { status: 'ok', exit: 0, held: true }, { port: true }),
  py('a network of its own', `
import socket
server = socket.create_server(('127.0.0.1', 0))
client = socket.create_connection(server.getsockname())
client.send(b'inside')
print(server.accept()[0].recv(10).decode())
`, ok('inside\n')),
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

const groups = { escapes, exhaustion, floods, lifetime, forgeries, paths, surroundings, encodings };

const until = async (look, seconds) => {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    if (await look()) return;
    assert.ok(Date.now() < end, 'it did not come to pass');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
};

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
    if (server) {
      await until(() => containers(server.process.pid).length === 0, 5);
    }
  });

  const run = async (args, seconds = 30) => {
    const began = performance.now();
    const result = await client.callTool({ name: 'sandbox_run', arguments: { timeout_s: seconds, ...args } });
    return { ...result.structuredContent, refusal: result.isError ? result.content[0].text : null, took: performance.now() - began, result };
  };
  /** Of the plain programs, the longest so far: what this machine needs for a container when it is busy. */
  let longest = 0;
  const plain = async () => {
    const { status, stdout, refusal, took } = await run({ language: 'python', code: 'print(1)' });
    longest = Math.max(longest, took);
    assert.deepEqual({ status, stdout, refusal }, { status: 'ok', stdout: '1\n', refusal: null }, 'a plain run right after');
  };
  const matches = (text, wanted, name) =>
    wanted instanceof RegExp ? assert.match(text, wanted, name) : assert.equal(text, wanted, name);

  async function check(program) {
    const { name: _, expect, native: needsNative, port: hasPort, timeout_s = 5, ...args } = program;
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
    const most = (expect.under ?? timeout_s * 1000 + LATE) + longest;
    assert.ok(ran.took < most, `took ${ran.took} ms, not ${most}`);
    if (expect.exit !== undefined) assert.equal(ran.exit_code, expect.exit, shown);
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
    describe(group, () => {
      for (const program of programs) test(program.name, () => check(program));
    });
  }
});
