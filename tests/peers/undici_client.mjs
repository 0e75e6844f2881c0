// npm `undici`, the HTTP client inside Node's fetch, as a client of potok-echo: one that reuses
// connections and pipelines; and its WebSocket, which is that of browsers.
//
// Needs: node npm
// Over: ws wss
import { check, equal, finish, kMessageMax, packages, pattern, s, server, trusted } from './checks.mjs';

const { Agent, Client, Pool, WebSocket, setGlobalDispatcher } = packages('undici');
const kOrigin = `http${s}://${server}`;
setGlobalDispatcher(new Agent({ connect: trusted }));  // of its WebSocket, too

async function with_client(make, use) {
  const client = make();
  let connects = 0;
  client.on('connect', () => { connects += 1; });
  try {
    await use(client, () => connects);
  } finally {
    await client.destroy();
  }
}

const on_one_connection = (options, use) =>
  with_client(() => new Client(kOrigin, { connect: trusted, ...options }), use);

async function post(client, body, more = {}) {
  const response = await client.request({ path: '/', method: 'POST', body, ...more });
  equal(response.statusCode, 200, 'the status');
  return Buffer.from(await response.body.arrayBuffer());
}

async function* in_parts(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

await check('GET answers with the page', () => on_one_connection({}, async (client) => {
  const { statusCode, headers, body } = await client.request({ path: '/', method: 'GET' });
  equal(statusCode, 200, 'the status');
  const text = await body.text();
  equal(headers['content-length'], `${Buffer.byteLength(text)}`, 'Content-Length');
  equal(text.includes('<title>potok-echo</title>'), true, 'that it has its title');
}));

await check('HEAD answers with the length of GET and no body', () => on_one_connection({}, async (client) => {
  const get = await client.request({ path: '/', method: 'GET' });
  await get.body.dump();
  const head = await client.request({ path: '/', method: 'HEAD' });
  equal(head.statusCode, 200, 'the status');
  equal(head.headers['content-length'], get.headers['content-length'], 'Content-Length');
  equal(await head.body.text(), '', 'the body');
  equal(await post(client, Buffer.from('after it')), Buffer.from('after it'), 'the echo');
}));

await check('POST with Content-Length comes back', () => on_one_connection({}, async (client) => {
  equal(await post(client, Buffer.from('поток')), Buffer.from('поток'), 'the echo');
}));

await check('an empty POST comes back', () => on_one_connection({}, async (client) => {
  equal(await post(client, Buffer.alloc(0)), Buffer.alloc(0), 'the echo');
}));

await check('a chunked POST comes back', () => on_one_connection({}, async (client) => {
  const bytes = pattern(100_000);
  equal(await post(client, in_parts(bytes, 777)), bytes, 'the echo');
}));

await check('16 MiB with Content-Length come back', () => on_one_connection({}, async (client) => {
  equal(await post(client, pattern(kMessageMax)), pattern(kMessageMax), 'the echo');
}));

await check('16 MiB in chunks come back', () => on_one_connection({}, async (client) => {
  const bytes = pattern(kMessageMax);
  equal(await post(client, in_parts(bytes, 65_536)), bytes, 'the echo');
}));

await check('2000 requests one after the other reuse one connection', () =>
  on_one_connection({}, async (client, connects) => {
    for (let i = 0; i < 2000; i += 1) {
      equal(await post(client, Buffer.from(`${i}`)), Buffer.from(`${i}`), 'the echo');
    }
    equal(connects(), 1, 'the number of connections');
  }));

await check('2000 requests in pipelines of 32 are answered in order', () =>
  on_one_connection({ pipelining: 32 }, async (client, connects) => {
    const order = [];
    await Promise.all(Array.from({ length: 2000 }, async (_, i) => {
      const more = { idempotent: true, blocking: false };
      equal(await post(client, Buffer.from(`${i}`), more), Buffer.from(`${i}`), 'the echo');
      order.push(i);
    }));
    equal(order.join(), [...Array(2000).keys()].join(), 'the order');
    equal(connects(), 1, 'the number of connections');
  }));

await check('an unknown path is 404, and the connection goes on', () =>
  on_one_connection({}, async (client, connects) => {
    const missing = await client.request({ path: '/missing', method: 'GET' });
    equal(missing.statusCode, 404, 'the status');
    await missing.body.dump();
    equal(await post(client, Buffer.from('after it')), Buffer.from('after it'), 'the echo');
    equal(connects(), 1, 'the number of connections');
  }));

await check('64 connections at once each get their own echo', () =>
  with_client(() => new Pool(kOrigin, { connections: 64, pipelining: 1, connect: trusted }), async (pool, connects) => {
    await Promise.all(Array.from({ length: 640 }, async (_, i) => {
      equal(await post(pool, Buffer.from(`${i}`)), Buffer.from(`${i}`), 'the echo');
    }));
    equal(connects(), 64, 'the number of connections');
  }));

// ---- Its WebSocket

async function with_socket(use) {
  const socket = new WebSocket(`ws${s}://${server}/`);
  socket.binaryType = 'arraybuffer';
  const inbox = [];
  const ended = new Promise((resolve) => { socket.onclose = resolve; });
  const opened = new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('the handshake failed'));
  });
  await opened;
  const receive = (count) => new Promise((resolve, reject) => {
    socket.onmessage = ({ data }) => {
      inbox.push(data instanceof ArrayBuffer ? Buffer.from(data) : data);
      if (inbox.length === count) resolve(inbox);
    };
    ended.then(({ code }) => reject(new Error(`closed with ${code}`)));
  });
  await use(socket, receive, ended);
  socket.close();
}

for (const [name, message] of [
  ['text', 'поток'],
  ['an empty text', ''],
  ['an empty binary message', Buffer.alloc(0)],
  ['a binary message of 16 MiB', pattern(kMessageMax)],
]) {
  await check(`WebSocket: ${name} comes back`, () => with_socket(async (socket, receive) => {
    socket.send(message);
    equal((await receive(1))[0], message, 'the echo');
  }));
}

await check('WebSocket: 2000 messages come back in order', () => with_socket(async (socket, receive) => {
  for (let i = 0; i < 2000; i += 1) socket.send(`${i}`);
  equal((await receive(2000)).join(), [...Array(2000).keys()].join(), 'the order');
}));

await check('WebSocket: a close with 4001 and a reason is answered with the same code', () =>
  with_socket(async (socket, _, ended) => {
    socket.close(4001, 'до свидания');
    const { code, wasClean } = await ended;
    equal(code, 4001, 'the close code');
    equal(wasClean, true, 'that it was clean');
  }));

finish();
