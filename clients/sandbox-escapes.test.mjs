// Programs that try to break out of the sandbox, or to see what is around it.
import { error, held, hostile, js, ok, py, SECRET, sh } from './hostile.mjs';

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
  // A call of another architecture ends the process: 128 + SIGSYS, or 128 + SIGSEGV where the kernel has no such calls.
  py('a 32-bit call', `
import ctypes, mmap
code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(bytes.fromhex('b814000000cd80c3'))  # mov eax, 20 (getpid); int 0x80; ret
print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))())
`, error([159, 139], { out: '' }), { native: true }),
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

hostile({ escapes, surroundings });
