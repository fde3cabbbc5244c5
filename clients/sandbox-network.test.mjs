// The way out of the sandbox that an operator may open: nothing but what is allowed goes through.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { call, newHome, overHttp, serve } from './host.mjs';

const listening = handler =>
  new Promise(resolve => {
    const server = createServer(handler).listen(0, '127.0.0.1', () => resolve(server));
  });

/** Python that connects through the proxy of the container. */
const CONNECT = `
import hashlib, os, socket
from urllib.parse import urlsplit
proxy = urlsplit(os.environ["HTTPS_PROXY"])
def connect(target, method="CONNECT"):
    s = socket.create_connection((proxy.hostname, proxy.port))
    s.sendall(("%s %s HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n" % (method, target)).encode())
    head = b""
    while b"\\r\\n\\r\\n" not in head:
        # What follows the head belongs to the caller, and may come with it.
        data = s.recv(1)
        if not data: break
        head += data
    return s, head.split(b"\\r\\n")[0].decode()
`;

describe('the network of the sandbox', () => {
  const SIZE = 8 << 20;
  let echo, flood, server, client;

  before(async () => {
    echo = await listening(socket => socket.pipe(socket));
    flood = await listening(socket => socket.end(Buffer.alloc(SIZE, 'x')));
    process.env.CONSILIUM_SANDBOX_ALLOW = `localhost:${echo.address().port},localhost:${flood.address().port}`;
    server = await serve(newHome());
    delete process.env.CONSILIUM_SANDBOX_ALLOW;
    client = await overHttp(server.url);
  });
  after(async () => {
    await client?.close();
    await server?.stop();
    echo?.close();
    flood?.close();
  });

  const python = code => call(client, 'sandbox_run', { language: 'python', code: CONNECT + code, timeout_s: 20 });

  test('is open to what is allowed, both ways', async () => {
    const { status, stdout, stderr } = await python(`
s, head = connect("localhost:${echo.address().port}")
print(head)
data = os.urandom(3 << 20)
import threading
threading.Thread(target=s.sendall, args=(data,)).start()
back = b""
while len(back) < len(data): back += s.recv(65536)
print(back == data)
s, head = connect("localhost:${flood.address().port}")
count = 0
while True:
    got = s.recv(65536)
    if not got: break
    count += len(got)
print(count)
`);
    assert.equal(status, 'ok', stderr);
    assert.deepEqual(stdout.trim().split('\n'), ['HTTP/1.1 200 Connected', 'True', String(SIZE)]);
  });

  test('is closed to everything else', async () => {
    const { status, stdout, stderr } = await python(`
port = ${new URL(server.url).port}
for target in ("localhost:%d" % port, "127.0.0.1:${echo.address().port}", "169.254.169.254:80", "localhost:99999", "[::1]:443", "nonsense"):
    print(connect(target)[1])
print(connect("http://localhost:${echo.address().port}/", "GET")[1])
try:
    socket.create_connection(("172.17.0.1", port), 2)
except OSError as e:
    print(type(e).__name__)
try:
    socket.getaddrinfo("example.org", 443)
except OSError as e:
    print(type(e).__name__)
`);
    assert.equal(status, 'ok', stderr);
    const [serverPort, byAddress, metadata, noPort, v6, nonsense, get, direct, name] = stdout.trim().split('\n');
    for (const line of [serverPort, byAddress, metadata, noPort]) assert.equal(line, 'HTTP/1.1 403 Forbidden');
    for (const line of [v6, nonsense, get]) assert.equal(line, 'HTTP/1.1 405 Method Not Allowed');
    assert.match(direct, /OSError/);
    assert.equal(name, 'gaierror');
  });

  test('a connection does not outlive its run', async () => {
    const accepted = new Promise(resolve => echo.once('connection', resolve));
    const run = call(client, 'sandbox_run', {
      language: 'python', session: 'net', code: `${CONNECT}\ns, head = connect("localhost:${echo.address().port}")`,
    });
    const socket = await accepted;
    const closed = new Promise(resolve => socket.once('close', resolve));
    assert.equal((await run).status, 'ok');
    await closed;
    const { stdout } = await call(client, 'sandbox_run', {
      language: 'python', session: 'net', code: 's.settimeout(5)\nprint(s.recv(10))',
    });
    assert.equal(stdout, "b''\n");
  });
});
