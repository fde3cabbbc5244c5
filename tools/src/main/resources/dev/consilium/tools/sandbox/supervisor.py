"""PID 1 of a sandbox: runs what the host hands over, and ends with it.

Frames, both ways, on stdin and stdout: a type (1 byte), a length (4 bytes, big endian), the payload.
From the host   W file (length of the path in 2 bytes, path, content)  I stdin  P program
                R run (JSON), the three above belong to it             X cancel
To the host     H ready (JSON)  O stdout  E stderr  F file, as W  D done (JSON)
Both, where code may connect to something: N new connection  T data  A so much of it was passed on
                C closed; each begins with the number of the connection (4 bytes)
The end of stdin is the end of everything: the host has gone.
"""
import ctypes
import errno
import fcntl
import json
import os
import select
import signal
import socket
import stat
import struct
import sys
import time

WORK = "/work"
OUT = "out"
CHUNK = 32768
MAX_FRAME = 64 << 20
DEPTH = 16
GRACE = 0.3
FIRST_FRAME = 60 * 60
# A process of the run is killed for want of memory before the supervisor is, and yields the CPU to it.
LAUNCH = 'echo 1000 > /proc/self/oom_score_adj; exec "$@"'
NICE = 5


class HostGone(Exception):
    pass


class BadFile(Exception):
    pass


class Host:
    """The host at the other end."""

    def __init__(self):
        # User code must not reach these two: no inheritance, and no way through /proc (see main).
        self.source = os.dup(0)
        self.sink = os.dup(1)
        null = os.open("/dev/null", os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)

    def read(self, count):
        parts = []
        while count > 0:
            part = os.read(self.source, min(count, 1 << 20))
            if not part:
                raise HostGone()
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def receive(self):
        kind, length = struct.unpack(">cI", self.read(5))
        if length > MAX_FRAME:
            raise HostGone()
        return kind, self.read(length)

    def send(self, kind, payload):
        data = memoryview(struct.pack(">cI", kind, len(payload)) + payload)
        while data:
            data = data[os.write(self.sink, data):]

    def tell(self, kind, value):
        self.send(kind, json.dumps(value).encode())


class Connection:
    """A client of the proxy, and what waits to be written to it."""

    def __init__(self, client):
        self.client = client
        self.waiting = bytearray()
        self.unacknowledged = 0
        self.closed_by_host = False


class Proxy:
    """Where code finds the way out, on the loopback of a container without network: the host at the other
    end of the frames is an HTTP proxy, and decides what may be reached."""

    ADDRESS = ("127.0.0.1", 3128)
    # Not acknowledged by the other side; the host has the same.
    WINDOW = 256 << 10
    MOST = 64

    def __init__(self, host):
        self.host = host
        self.listener = socket.create_server(self.ADDRESS, backlog=self.MOST)
        self.listener.setblocking(False)
        self.connections = {}
        self.number = 0

    def readers(self):
        readers = {c.client: n for n, c in self.connections.items() if c.unacknowledged < self.WINDOW}
        if len(self.connections) < self.MOST:
            readers[self.listener] = None
        return readers

    def writers(self):
        return {c.client: n for n, c in self.connections.items() if c.waiting}

    def read(self, client, number):
        if number is None:
            self.accept()
            return
        connection = self.connections[number]
        try:
            data = client.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            connection.unacknowledged += len(data)
            self.host.send(b"T", struct.pack(">I", number) + data)
        else:
            self.close(number)

    def accept(self):
        try:
            client, _ = self.listener.accept()
        except OSError:
            return
        client.setblocking(False)
        self.number += 1
        self.connections[self.number] = Connection(client)
        self.host.send(b"N", struct.pack(">I", self.number))

    def write(self, number):
        connection = self.connections.get(number)
        if connection is None:
            return
        try:
            sent = connection.client.send(connection.waiting)
        except BlockingIOError:
            return
        except OSError:
            self.close(number)
            return
        del connection.waiting[:sent]
        self.host.send(b"A", struct.pack(">II", number, sent))
        if connection.closed_by_host and not connection.waiting:
            self.forget(number)

    def received(self, kind, payload):
        number = struct.unpack(">I", payload[:4])[0]
        connection = self.connections.get(number)
        if connection is None:
            return
        if kind == b"T":
            connection.waiting += payload[4:]
        elif kind == b"A":
            connection.unacknowledged -= struct.unpack(">I", payload[4:8])[0]
        elif kind == b"C":
            connection.closed_by_host = True
            if not connection.waiting:
                self.forget(number)

    def close(self, number):
        self.host.send(b"C", struct.pack(">I", number))
        self.forget(number)

    def forget(self, number):
        self.connections.pop(number).client.close()

    def close_all(self):
        for number in list(self.connections):
            self.close(number)


class Usage:
    """What the control group of the container counted, version 1 or 2."""

    ROOT = "/sys/fs/cgroup/"

    @classmethod
    def text(cls, *names):
        for name in names:
            try:
                with open(cls.ROOT + name) as file:
                    return file.read()
            except OSError:
                pass
        return ""

    @classmethod
    def field(cls, name, *files):
        for line in cls.text(*files).splitlines():
            key, _, value = line.partition(" ")
            if key == name:
                return int(value)
        return 0

    @classmethod
    def cpu_us(cls):
        nanos = cls.text("cpuacct/cpuacct.usage", "cpu,cpuacct/cpuacct.usage").strip()
        if nanos:
            return int(nanos) // 1000
        micros = cls.field("usage_usec", "cpu.stat")
        if micros:
            return micros
        times = os.times()
        return int((times.children_user + times.children_system) * 1e6)

    @classmethod
    def memory_peak(cls):
        peak = cls.text("memory/memory.max_usage_in_bytes", "memory.peak", "memory.current").strip()
        return int(peak) if peak.isdigit() else 0

    @classmethod
    def oom_kills(cls):
        return cls.field("oom_kill", "memory/memory.oom_control", "memory.events")


def memory_file(content):
    fd = os.memfd_create("consilium")
    data = memoryview(content)
    while data:
        data = data[os.write(fd, data):]
    os.lseek(fd, 0, os.SEEK_SET)
    return fd


def pipe():
    """A pipe to read from without waiting: a program can open its end for reading, and be faster."""
    read, write = os.pipe2(os.O_CLOEXEC)
    os.set_blocking(read, False)
    return read, write


class Folder:
    """Files below the working folder; links are never followed, whoever put them there."""

    FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW

    @classmethod
    def work(cls):
        """The working folder. A session may have closed it to its own user, which this process has too."""
        os.chmod(WORK, 0o700)
        return os.open(WORK, cls.FLAGS)

    @classmethod
    def write(cls, path, content):
        *folders, name = path.split("/")
        here = cls.work()
        try:
            for folder in folders:
                try:
                    os.mkdir(folder, 0o755, dir_fd=here)
                except FileExistsError:
                    pass
                there = os.open(folder, cls.FLAGS, dir_fd=here)
                os.close(here)
                here = there
            try:
                os.unlink(name, dir_fd=here)
            except FileNotFoundError:
                pass
            fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644, dir_fd=here)
            try:
                data = memoryview(content)
                while data:
                    data = data[os.write(fd, data):]
            finally:
                os.close(fd)
        except OSError as e:
            raise BadFile("%s cannot be written: %s" % (path, e.strerror))
        finally:
            os.close(here)

    @classmethod
    def open_output(cls):
        """The folder for output, made if it is not there; None if something else stands in its place."""
        work = cls.work()
        try:
            try:
                os.mkdir(OUT, 0o755, dir_fd=work)
            except FileExistsError:
                pass
            return os.open(OUT, cls.FLAGS, dir_fd=work)
        except OSError:
            return None
        finally:
            os.close(work)

    @classmethod
    def output(cls):
        """Path, mark and a way to open each regular file below the folder for output."""
        top = cls.open_output()
        if top is None:
            return
        try:
            yield from cls.below(top, "", 0)
        finally:
            os.close(top)

    @classmethod
    def below(cls, folder, prefix, depth):
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            return
        for name in names:
            try:
                known = os.stat(name, dir_fd=folder, follow_symlinks=False)
                if stat.S_ISREG(known.st_mode):
                    yield prefix + name, (known.st_ino, known.st_ctime_ns, known.st_size), folder, name
                elif stat.S_ISDIR(known.st_mode) and depth < DEPTH:
                    inner = os.open(name, cls.FLAGS, dir_fd=folder)
                    try:
                        yield from cls.below(inner, prefix + name + "/", depth + 1)
                    finally:
                        os.close(inner)
                else:
                    yield prefix + name, None, folder, name
            except OSError:
                yield prefix + name, None, folder, name

    @classmethod
    def marks(cls):
        return {path: mark for path, mark, _, _ in cls.output()}

    @classmethod
    def content(cls, folder, name, limit):
        fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        try:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise OSError(errno.EINVAL, "not a regular file")
            parts = []
            left = limit + 1
            while left > 0:
                part = os.read(fd, min(left, 1 << 20))
                if not part:
                    break
                parts.append(part)
                left -= len(part)
            return b"".join(parts)
        finally:
            os.close(fd)


class Processes:
    """Everything in the container but the supervisor."""

    def __init__(self):
        # Exit codes of those that were started here, None while they live.
        self.exits = {}
        self.wake, tell = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def start(self, argv, fds, environment):
        """fds: what the new process has as 0, 1, 2 and on."""
        pid = os.fork()
        if pid:
            self.exits[pid] = None
            return pid
        try:
            os.setsid()
            os.nice(NICE)
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGXFSZ):
                signal.signal(number, signal.SIG_DFL)
            # First out of the way, then each to its place, where it is inherited.
            high = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 64) for fd in fds]
            for number, fd in enumerate(high):
                os.dup2(fd, number)
            os.chdir(WORK)
            os.execve("/bin/sh", ["sh", "-c", LAUNCH, "sh"] + argv, environment)
        finally:
            os._exit(127)

    def exit_code(self, pid):
        self.reap()
        return self.exits[pid]

    def reap(self):
        try:
            while os.read(self.wake, 512):
                pass
        except BlockingIOError:
            pass
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in self.exits:
                code = os.waitstatus_to_exitcode(status)
                self.exits[pid] = code if code >= 0 else 128 - code

    def living(self):
        living = []
        for name in os.listdir("/proc"):
            if name.isdigit() and name != "1":
                try:
                    with open("/proc/%s/stat" % name, "rb") as file:
                        state = file.read().rpartition(b")")[2].split()[0]
                except OSError:
                    continue
                if state not in (b"Z", b"X"):
                    living.append(int(name))
        return living

    def end_all_but(self, spared):
        """Ends every process; the one that is spared stands still from here on."""
        if spared is None:
            self.kill(-1, signal.SIGKILL)
        else:
            # What stands still cannot fork while it is looked for.
            self.kill(-1, signal.SIGSTOP)
        until = time.monotonic() + 1
        while time.monotonic() < until:
            self.reap()
            others = [pid for pid in self.living() if pid != spared]
            if not others:
                return
            for pid in others:
                self.kill(pid, signal.SIGKILL)
            select.select([self.wake], [], [], 0.005)

    @staticmethod
    def kill(pid, number):
        try:
            os.kill(pid, number)
        except (ProcessLookupError, PermissionError):
            pass


class Interpreter:
    """A Python that waits for code, and keeps its variables for the next."""

    def __init__(self, processes, environment, source):
        self.processes = processes
        self.out, out = pipe()
        self.err, err = pipe()
        # Datagrams: code that closes its end or sends nothing is not heard at all.
        self.channel, channel = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        null = os.open("/dev/null", os.O_RDONLY)
        argv = ["python3", "-I", "-c", source]
        self.pid = processes.start(argv, [null, out, err, channel.fileno()], environment)
        self.calls = 0
        channel.close()
        for fd in (null, out, err):
            os.close(fd)
        self.channel.setblocking(False)

    def alive(self):
        return self.processes.exit_code(self.pid) is None

    def run(self, code, stdin, keep):
        self.calls += 1
        self.processes.kill(self.pid, signal.SIGCONT)
        socket.send_fds(self.channel, [b"%d %d" % (self.calls, keep)], [code, stdin])

    def answer(self):
        """What the code ended with, if it did; the interpreter goes on."""
        try:
            message = self.channel.recv(64)
        except OSError:
            return None
        # An earlier call may have left an answer behind, and the code can write what it likes.
        call, _, code = message.partition(b" ")
        return int(code) & 0xFF if call == b"%d" % self.calls and code.isdigit() else None

    def close(self):
        del self.processes.exits[self.pid]
        for fd in (self.out, self.err):
            os.close(fd)
        self.channel.close()


class Supervisor:
    def __init__(self, host, worker, connected):
        self.host = host
        self.worker = worker
        self.proxy = Proxy(host) if connected else None
        self.processes = Processes()
        self.environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": WORK,
            "TMPDIR": "/tmp",
            "LANG": "C.UTF-8",
            "OUT": WORK + "/" + OUT,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if connected:
            address = "http://%s:%d" % Proxy.ADDRESS
            self.environment.update({
                "HTTP_PROXY": address, "HTTPS_PROXY": address, "http_proxy": address, "https_proxy": address,
                "NODE_USE_ENV_PROXY": "1"})
        self.interpreter = Interpreter(self.processes, self.environment, self.worker)
        self.files = []
        self.stdin = b""
        self.program = b""

    def serve(self):
        self.host.tell(b"H", {"python": sys.version.split()[0]})
        ready, _, _ = select.select([self.host.source], [], [], FIRST_FRAME)
        while ready:
            kind, payload = self.host.receive()
            if kind == b"W":
                length = struct.unpack(">H", payload[:2])[0]
                self.files.append((payload[2:2 + length].decode(), payload[2 + length:]))
            elif kind == b"I":
                self.stdin = payload
            elif kind == b"P":
                self.program = payload
            elif kind == b"R":
                self.run(json.loads(payload))
                self.files, self.stdin, self.program = [], b"", b""

    def fresh_interpreter(self):
        self.interpreter.close()
        self.interpreter = Interpreter(self.processes, self.environment, self.worker)

    def run(self, request):
        output = Folder.open_output()
        if output is not None:
            os.close(output)
        try:
            for path, content in self.files:
                Folder.write(path, content)
            if request.get("file"):
                Folder.write(request["file"], self.program)
        except BadFile as e:
            self.host.tell(b"D", {"refused": str(e)})
            return
        try:
            Run(self, request).run()
        except OSError as e:
            # A session may have left nothing to start a program with, such as memory.
            self.processes.end_all_but(None)
            self.host.tell(b"D", {"failed": e.strerror})
        if request["keep"] and not self.interpreter.alive():
            self.fresh_interpreter()


class Run:
    """One program, from its start to what it left."""

    def __init__(self, supervisor, request):
        self.host = supervisor.host
        self.processes = supervisor.processes
        self.supervisor = supervisor
        self.request = request
        self.keep = request["keep"]
        self.interpreter = supervisor.interpreter
        # Whether the interpreter runs it, rather than a process of its own.
        self.interpreted = "argv" not in request
        self.room = request["output_bytes"]
        self.pipes = {}
        self.exit = None
        self.reason = None

    def run(self):
        before = Folder.marks() if self.keep else {}
        cpu, kills = Usage.cpu_us(), Usage.oom_kills()
        began = time.monotonic()
        self.deadline = began + self.request["timeout_ms"] / 1000
        pid = self.start()
        self.watch(pid)
        took = time.monotonic() - began
        spared = self.spared()
        self.processes.end_all_but(spared)
        if self.supervisor.proxy is not None:
            self.supervisor.proxy.close_all()
        self.drain()
        if not self.interpreted:
            for fd in self.pipes:
                os.close(fd)
            del self.processes.exits[pid]
        usage = {
            "ms": int(took * 1000),
            "cpu_us": Usage.cpu_us() - cpu,
            "memory": Usage.memory_peak(),
            "oom": Usage.oom_kills() > kills,
        }
        skipped = self.send_output(before)
        lost = self.keep and self.interpreter.calls > 0 and spared is None
        self.host.tell(b"D", {
            "exit": self.exit, "reason": self.reason, "state_lost": lost, "skipped": skipped, **usage})

    def start(self):
        stdin = memory_file(self.supervisor.stdin)
        try:
            return self.interpret(stdin) if self.interpreted else self.execute(stdin)
        finally:
            os.close(stdin)

    def interpret(self, stdin):
        code = memory_file(self.supervisor.program)
        try:
            self.interpreter.run(code, stdin, self.keep)
        finally:
            os.close(code)
        self.pipes = {self.interpreter.out: b"O", self.interpreter.err: b"E"}
        return self.interpreter.pid

    def execute(self, stdin):
        out, out_end = pipe()
        err, err_end = pipe()
        try:
            self.pipes = {out: b"O", err: b"E"}
            return self.processes.start(
                self.request["argv"], [stdin, out_end, err_end], self.supervisor.environment)
        finally:
            os.close(out_end)
            os.close(err_end)

    def watch(self, pid):
        """Until the program ends, or has to."""
        pipes = set(self.pipes)
        channel = [self.interpreter.channel] if self.interpreted else []
        while True:
            self.exit = self.processes.exit_code(pid)
            if self.exit is not None:
                return
            left = max(0, self.deadline - time.monotonic())
            ready = self.wait([self.host.source, self.processes.wake, *pipes, *channel], left)
            for fd in pipes & set(ready):
                if not self.forward(fd):
                    pipes.discard(fd)
            if channel and channel[0] in ready:
                # The last run ends with its process, whatever is said here.
                code = self.interpreter.answer()
                if code is not None and self.keep:
                    self.exit = code
                    return
            if self.host.source in ready and not self.heed(*self.host.receive()):
                return
            if self.room == 0 and self.reason is None and not self.stop("output_limit"):
                return
            if time.monotonic() >= self.deadline and not self.stop("timeout"):
                return

    def wait(self, waited, left):
        """What of it there is to read; the proxy is served meanwhile."""
        proxy = self.supervisor.proxy
        if proxy is None:
            return select.select(waited, [], [], left)[0]
        readers, writers = proxy.readers(), proxy.writers()
        ready, writable, _ = select.select([*waited, *readers], list(writers), [], left)
        for client in writable:
            proxy.write(writers[client])
        for client in ready:
            if client in readers and (readers[client] is None or readers[client] in proxy.connections):
                proxy.read(client, readers[client])
        return ready

    def heed(self, kind, payload):
        """What the host says meanwhile; whether to go on."""
        if kind == b"X":
            return self.stop("cancelled")
        if self.supervisor.proxy is not None and kind in (b"T", b"A", b"C"):
            self.supervisor.proxy.received(kind, payload)
        return True

    def stop(self, reason):
        """Whether to wait a moment: an interpreter that is to live on may end its call by itself."""
        if self.reason is not None:
            return False
        self.reason = reason
        if self.keep and self.interpreted:
            self.deadline = time.monotonic() + GRACE
            self.processes.kill(self.interpreter.pid, signal.SIGINT)
            return True
        return False

    def forward(self, fd):
        """Sends on what is there; false at the end of the pipe or of the room."""
        try:
            data = os.read(fd, CHUNK)[:self.room]
        except BlockingIOError:
            return True
        if not data:
            return False
        self.host.send(self.pipes[fd], data)
        self.room -= len(data)
        return True

    def drain(self):
        """What was written before the end and not read yet. Nobody writes any more."""
        for fd in self.pipes:
            while select.select([fd], [], [], 0)[0] and self.forward(fd):
                pass
        if self.room == 0 and self.reason is None:
            self.reason = "output_limit"

    def spared(self):
        """The interpreter, if it is to go on with its variables."""
        done = not self.interpreted or self.exit is not None
        return self.interpreter.pid if self.keep and done and self.interpreter.alive() else None

    def send_output(self, before):
        limits = self.request["files"]
        left, room, skipped = limits["count"], limits["total_bytes"], []

        def skip(path, why):
            if len(skipped) < 100:
                shown = path.encode("utf-8", "backslashreplace").decode()[:500]
                skipped.append({"path": shown, "why": why})

        for path, mark, folder, name in Folder.output():
            if mark is not None and before.get(path) == mark:
                continue
            try:
                raw = path.encode("utf-8")
            except UnicodeEncodeError:
                skip(path, "its name is not UTF-8")
                continue
            if mark is None:
                skip(path, "not a regular file, or not readable")
            elif len(raw) > 1000:
                skip(path, "its path is too long")
            elif left == 0:
                skip(path, "more than %d files" % limits["count"])
            else:
                try:
                    limit = min(limits["file_bytes"], room)
                    content = Folder.content(folder, name, limit)
                except OSError as e:
                    skip(path, e.strerror or "cannot be read")
                    continue
                if len(content) > limit:
                    skip(path, "larger than the %d bytes there is room for" % limit)
                    continue
                left -= 1
                room -= len(content)
                self.host.send(b"F", struct.pack(">H", len(raw)) + raw + content)
        return skipped


def main():
    # Without this, code that runs here could open the supervisor's stdout through /proc and forge frames.
    PR_SET_DUMPABLE = 4
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        os._exit(70)
    host = Host()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        Supervisor(host, sys.argv[1], sys.argv[2] == "connected").serve()
    except (HostGone, BrokenPipeError):
        pass
    # Everything else in the container ends with this process.
    os._exit(0)


main()
