// node:http, which most Node programs ask with, as a client of potok-echo: it waits for
// 100 (Continue), and sends trailers.
//
// Needs: node
import http from 'node:http';

import { check, equal, finish, pattern, server } from './checks.mjs';

const [host, port] = server.split(':');

// ask(options, send): the answer to a request whose body `send(request)` writes.
function ask(options, send = (request) => request.end()) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, path: '/', ...options }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => resolve({
        status: response.statusCode, headers: response.headers, body: Buffer.concat(parts),
      }));
    });
    request.on('error', reject);
    send(request);
  });
}

await check('a body is asked for with 100 before it is sent', async () => {
  const bytes = pattern(100_000);
  let continued = false;
  const headers = { Expect: '100-continue', 'Content-Length': bytes.length };
  const answer = await ask({ method: 'POST', headers }, (request) => {
    request.on('continue', () => {
      continued = true;
      request.end(bytes);
    });
    request.flushHeaders();
  });
  equal(continued, true, 'that 100 came');
  equal(answer.status, 200, 'the status');
  equal(answer.body, bytes, 'the echo');
});

await check('a chunked body is asked for with 100 before it is sent', async () => {
  const answer = await ask({ method: 'POST', headers: { Expect: '100-continue' } }, (request) => {
    request.on('continue', () => {
      request.write('one, ');
      request.end('two');
    });
    request.flushHeaders();
  });
  equal(answer.body, Buffer.from('one, two'), 'the echo');
});

await check('a body that is too large is refused in place of 100', async () => {
  let continued = false;
  const headers = { Expect: '100-continue', 'Content-Length': 1024 ** 3 };
  const answer = await ask({ method: 'POST', headers }, (request) => {
    request.on('continue', () => { continued = true; });
    request.flushHeaders();
  });
  equal(answer.status, 413, 'the status');
  equal(continued, false, 'that 100 came');
});

await check('an expectation that nobody knows is 417', async () => {
  equal((await ask({ method: 'GET', headers: { Expect: 'a miracle' } })).status, 417, 'the status');
});

await check('trailers behind a chunked body are taken and not part of it', async () => {
  const answer = await ask({ method: 'POST', headers: { Trailer: 'Digest' } }, (request) => {
    request.write('body');
    request.addTrailers({ Digest: 'none' });
    request.end();
  });
  equal(answer.status, 200, 'the status');
  equal(answer.body, Buffer.from('body'), 'the echo');
});

await check('a type that was sent comes back with the body', async () => {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await ask({ method: 'POST', headers }, (request) => request.end('{}'));
  equal(answer.headers['content-type'], 'application/json', 'the type');
});

await check('an agent that keeps connections alive opens one', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set();
  for (let i = 0; i < 100; i += 1) {
    const answer = await ask({ method: 'POST', agent }, (request) => {
      request.on('socket', (socket) => {
        if (socket.connecting) socket.once('connect', () => ports.add(socket.localPort));
        else ports.add(socket.localPort);
      });
      request.end(`${i}`);
    });
    equal(answer.body, Buffer.from(`${i}`), 'the echo');
  }
  agent.destroy();
  equal(ports.size, 1, 'the number of connections');
});

await check('Connection: close is answered, then obeyed', async () => {
  const answer = await ask({ method: 'GET', headers: { Connection: 'close' } });
  equal(answer.status, 200, 'the status');
  equal(answer.headers.connection, 'close', 'Connection');
});

finish();
