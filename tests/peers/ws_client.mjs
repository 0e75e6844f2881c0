// npm `ws`, the WebSocket of most Node programs, as a client of potok-echo.
//
// Needs: node npm
// Over: ws wss
import { check, equal, finish, kMessageMax, packages, pattern, s, secure, server, trusted } from './checks.mjs';

const WebSocket = packages('ws');

function open(options = {}, subprotocols = []) {
  const socket = new WebSocket(`ws${s}://${server}/`, subprotocols, { ...trusted, ...options });
  socket.on('upgrade', (response) => { socket.agreed = response.headers['sec-websocket-extensions']; });
  socket.inbox = [];
  socket.wanted = [];
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? data : data.toString();
    const taker = socket.wanted.shift();
    if (taker) taker.resolve(message);
    else socket.inbox.push(message);
  });
  socket.closed = new Promise((resolve) => {
    socket.on('close', (code, reason) => {
      const end = { code, reason: reason.toString() };
      for (const taker of socket.wanted) taker.reject(new Error(`closed with ${end.code}`));
      resolve(end);
    });
  });
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('error', reject);
  });
}

function receive(socket) {
  if (socket.inbox.length !== 0) return Promise.resolve(socket.inbox.shift());
  return new Promise((resolve, reject) => socket.wanted.push({ resolve, reject }));
}

async function comes_back(options, message) {
  const socket = await open(options);
  socket.send(message);
  equal(await receive(socket), message, 'the echo');
  socket.close();
  equal((await socket.closed).code, 1005, 'the close code');
}

// What the server answers to a handshake that it refuses.
function refusal(options) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws${s}://${server}/`, { ...trusted, ...options });
    socket.on('unexpected-response', (_, response) => {
      resolve(response);
      response.destroy();
    });
    socket.on('open', () => reject(new Error('the handshake was accepted')));
    socket.on('error', () => {});
  });
}

async function all_checks(mode, here) {
  const check_here = (name, body) => check(`${name}, ${mode}`, body);

  await check_here('text comes back', () => comes_back(here, 'hello'));
  await check_here('text in every width of UTF-8 comes back', () => comes_back(here, 'aя€😀'));
  await check_here('an empty text comes back', () => comes_back(here, ''));
  await check_here('an empty binary message comes back', () => comes_back(here, Buffer.alloc(0)));
  for (const size of [125, 126, 65535, 65536]) {
    await check_here(`a binary message of ${size} bytes comes back`, () => comes_back(here, pattern(size)));
  }
  await check_here('a binary message of 16 MiB comes back', () => comes_back(here, pattern(kMessageMax)));

  await check_here('fragments with a ping between them come back as one message', async () => {
    const socket = await open(here);
    const letters = Buffer.from('поток');
    const pong = new Promise((resolve) => socket.on('pong', resolve));
    socket.send(letters.subarray(0, 3), { binary: false, fin: false });  // in the middle of a letter
    socket.ping('between');
    socket.send('', { binary: false, fin: false });
    socket.send(letters.subarray(3), { binary: false, fin: true });
    equal((await pong).toString(), 'between', 'the pong');
    equal(await receive(socket), 'поток', 'the echo');
    socket.close();
  });

  await check_here('16 MiB in fragments of 64 KiB come back as one message', async () => {
    const socket = await open(here);
    const message = pattern(kMessageMax);
    for (let at = 0; at < message.length; at += 65536) {
      socket.send(message.subarray(at, at + 65536), { fin: at + 65536 === message.length });
    }
    equal(await receive(socket), message, 'the echo');
    socket.close();
  });

  await check_here('2000 messages come back in order', async () => {
    const socket = await open(here);
    for (let i = 0; i < 2000; i += 1) socket.send(i % 2 === 0 ? `text ${i}` : Buffer.from(`binary ${i}`));
    for (let i = 0; i < 2000; i += 1) {
      const expected = i % 2 === 0 ? `text ${i}` : Buffer.from(`binary ${i}`);
      equal(await receive(socket), expected, `echo ${i}`);
    }
    socket.close();
  });

  await check_here('a close with 4001 and a reason is answered with the same code', async () => {
    const socket = await open(here);
    socket.close(4001, 'до свидания');
    equal((await socket.closed).code, 4001, 'the close code');
  });

  await check_here('what was sent before the close comes back before it', async () => {
    const socket = await open(here);
    for (let i = 0; i < 100; i += 1) socket.send(`${i}`);
    socket.close(4001);
    equal((await socket.closed).code, 4001, 'the close code');
    equal(socket.inbox.join(), [...Array(100).keys()].join(), 'what came');
  });

  await check_here('64 connections at once each get their own echo', async () => {
    const sockets = await Promise.all(Array.from({ length: 64 }, () => open(here)));
    for (let round = 0; round < 10; round += 1) {
      sockets.forEach((socket, i) => socket.send(`${i}/${round}`));
      const echoes = await Promise.all(sockets.map(receive));
      echoes.forEach((echo, i) => equal(echo, `${i}/${round}`, 'the echo'));
    }
    for (const socket of sockets) socket.close(1000);
    for (const end of await Promise.all(sockets.map((socket) => socket.closed))) {
      equal(end.code, 1000, 'the close code');
    }
  });

  await check_here('a message over 16 MiB closes with 1009', async () => {
    const socket = await open(here);
    socket.send(pattern(kMessageMax), { fin: false });  // taken; so nothing is on its way at the end
    socket.send('a');
    equal((await socket.closed).code, 1009, 'the close code');
  });

  await check_here('text that is no UTF-8 closes with 1007', async () => {
    const socket = await open(here);
    socket.send(Buffer.from([0x61, 0xff]), { binary: false });
    equal((await socket.closed).code, 1007, 'the close code');
  });
}

await all_checks('plain', { perMessageDeflate: false });
await all_checks('compressed', { perMessageDeflate: { threshold: 0 } });

await check('an offer of compression is accepted, without contexts', async () => {
  const socket = await open();
  const accepted = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';
  equal(socket.agreed, accepted, 'the extensions');
  socket.close();
});

for (const [asked, names] of [
  [{ serverNoContextTakeover: true, clientNoContextTakeover: true }, []],
  [{ serverMaxWindowBits: 9, clientMaxWindowBits: 9 }, ['server_max_window_bits=9', 'client_max_window_bits=9']],
  [{ serverMaxWindowBits: 12, clientMaxWindowBits: true }, ['server_max_window_bits=12']],
]) {
  await check(`an offer of ${JSON.stringify(asked)} is kept to`, async () => {
    const socket = await open({ perMessageDeflate: { threshold: 0, ...asked } });
    for (const name of names) equal(socket.agreed.includes(name), true, `${name} in ${socket.agreed}`);
    const message = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => ({ number: i % 977, name: 'поток' })));
    for (let i = 0; i < 3; i += 1) {
      socket.send(message.slice(i));
      equal(await receive(socket), message.slice(i), 'the echo');
    }
    socket.close();
    equal((await socket.closed).code, 1005, 'the close code');
  });
}

await check('a bomb closes with 1009', async () => {
  const socket = await open({ perMessageDeflate: true });
  socket.send(Buffer.alloc(1 << 28));
  equal((await socket.closed).code, 1009, 'the close code');
});

await check('a page from elsewhere is refused with 403', async () => {
  equal((await refusal({ origin: 'http://elsewhere.example' })).statusCode, 403, 'the status');
});

await check('version 8 is refused with 426, which names version 13', async () => {
  const response = await refusal({ protocolVersion: 8 });
  equal(response.statusCode, 426, 'the status');
  equal(response.headers['sec-websocket-version'], '13', 'the version');
});

if (secure) {
  for (const [name, options, code] of [
    ['nobody who trusts others goes on', { ca: [] }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['nor who expects another name', { servername: 'other.example' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ]) {
    await check(name, async () => {
      const refused = await open(options).then(() => ({ code: 'open' }), (error) => error);
      equal(refused.code, code, 'how it ends');
    });
  }
}

finish();
