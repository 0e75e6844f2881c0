// Chromium, driven by npm `playwright-core`, as a client of potok-echo: its page, and what a page
// may do: fetch() and WebSocket.
//
// Everything it writes goes to PEERS_TMP, and whom it trusts is there too, in a HOME of its own.
//
// Needs: node npm chromium certutil
// Over: ws wss
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

import { check, equal, finish, packages, s, secure, server } from './checks.mjs';

const { chromium } = packages('playwright-core');

// It keeps a socket among its temporary files, and a socket's path is short: it is a relative one.
const program = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
process.chdir(process.env.PEERS_TMP);

// launch NAME, of a profile that trusts the authority of this run or nobody.
async function launch(name, trusts) {
  const home = `${process.env.PEERS_TMP}/${name}`;
  const store = `${home}/.pki/nssdb`;
  const certutil = (...more) => execFileSync('certutil', ['-d', `sql:${store}`, ...more]);
  mkdirSync(store, { recursive: true });
  certutil('-N', '--empty-password');
  if (trusts) certutil('-A', '-n', 'test', '-t', 'C,,', '-i', `${process.env.PEERS_TLS}/ca.crt`);
  return chromium.launchPersistentContext(`${home}/profile`, {
    executablePath: program,
    env: { ...process.env, HOME: home, TMPDIR: '.' },
    headless: true,
    chromiumSandbox: process.getuid() !== 0,  // root has none
    args: ['--disable-gpu', '--no-first-run', '--disable-dev-shm-usage'],
  });
}

const browser = await launch(`chromium${s}`, secure);
const page = browser.pages()[0] ?? await browser.newPage();
const complaints = [];
page.on('pageerror', (error) => complaints.push(error.message));

// What runs in the page: a socket, and what comes out of it.
await page.addInitScript(() => {
  window.open_socket = async () => {
    const socket = new WebSocket(`${location.protocol.replace('http', 'ws')}//${location.host}/`);
    socket.binaryType = 'arraybuffer';
    const inbox = [];
    const takers = [];
    socket.onmessage = ({ data }) => {
      if (takers.length !== 0) takers.shift().resolve(data);
      else inbox.push(data);
    };
    const ended = new Promise((resolve) => {
      socket.onclose = ({ code, reason, wasClean }) => {
        for (const taker of takers) taker.reject(new Error(`closed with ${code}`));
        resolve({ code, reason, wasClean });
      };
    });
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error('the handshake failed'));
    });
    const receive = () => (inbox.length !== 0 ? Promise.resolve(inbox.shift())
      : new Promise((resolve, reject) => takers.push({ resolve, reject })));
    return { socket, receive, ended };
  };
});

await check('the page opens its WebSocket and shows what comes back as text', async () => {
  await page.goto(`http${s}://${server}/`);
  await page.waitForFunction(() => document.getElementById('send').disabled === false
    && /Connected|открыто/.test(document.getElementById('state').textContent));
  await page.fill('#text', '<b>поток</b>');
  await page.click('#send');
  await page.waitForFunction(() => document.getElementById('log').children.length === 2);
  equal(await page.textContent('#log > :last-child'), '← <b>поток</b>', 'the last line');
  equal(complaints.join(), '', 'what the page complains of');
});

await check('text in every width of UTF-8 comes back', async () => {
  const echo = await page.evaluate(async () => {
    const { socket, receive } = await open_socket();
    socket.send('aя€😀');
    return receive();
  });
  equal(echo, 'aя€😀', 'the echo');
});

await check('an empty text and an empty binary message come back', async () => {
  const echoes = await page.evaluate(async () => {
    const { socket, receive } = await open_socket();
    socket.send('');
    socket.send(new ArrayBuffer(0));
    return [await receive(), (await receive()).byteLength];
  });
  equal(JSON.stringify(echoes), '["",0]', 'the echoes');
});

await check('a binary message of 16 MiB comes back', async () => {
  const difference = await page.evaluate(async () => {
    const { socket, receive } = await open_socket();
    const sent = new Uint32Array(4 * 1024 * 1024).map((_, i) => Math.imul(i, 2654435761));
    socket.send(sent);
    const echo = new Uint32Array(await receive());
    return echo.length !== sent.length ? `${echo.length} words` : sent.findIndex((word, i) => word !== echo[i]);
  });
  equal(difference, -1, 'the first word that differs');
});

await check('2000 messages come back in order', async () => {
  const order = await page.evaluate(async () => {
    const { socket, receive } = await open_socket();
    for (let i = 0; i < 2000; i += 1) socket.send(`${i}`);
    const echoes = [];
    for (let i = 0; i < 2000; i += 1) echoes.push(await receive());
    return echoes.join();
  });
  equal(order, [...Array(2000).keys()].join(), 'the order');
});

await check('a close with 4001 and a reason is answered with the same code', async () => {
  const end = await page.evaluate(async () => {
    const { socket, ended } = await open_socket();
    socket.close(4001, 'до свидания');
    return ended;
  });
  equal(end.code, 4001, 'the close code');
  equal(end.wasClean, true, 'that it was clean');
});

await check('64 connections at once each get their own echo', async () => {
  const wrong = await page.evaluate(async () => {
    const all = await Promise.all(Array.from({ length: 64 }, open_socket));
    all.forEach(({ socket }, i) => socket.send(`${i}`));
    const echoes = await Promise.all(all.map(({ receive }) => receive()));
    for (const { socket } of all) socket.close(1000);
    const ends = await Promise.all(all.map(({ ended }) => ended));
    return echoes.filter((echo, i) => echo !== `${i}`).length + ends.filter(({ code }) => code !== 1000).length;
  });
  equal(wrong, 0, 'the number of wrong echoes and ends');
});

await check('fetch gets back what it posts, and HEAD has no body', async () => {
  const answers = await page.evaluate(async () => {
    const echo = await fetch('/', { method: 'POST', body: 'поток' });
    const head = await fetch('/', { method: 'HEAD' });
    return [echo.status, await echo.text(), head.status, await head.text()];
  });
  equal(JSON.stringify(answers), '[200,"поток",200,""]', 'the answers');
});

// By another name it is another origin; from farther away a browser would not even ask.
await check('a page from elsewhere opens no WebSocket: it is refused with 403', async () => {
  const elsewhere = await browser.newPage();
  await elsewhere.goto(`http${s}://${server.replace('127.0.0.1', 'localhost')}/`);
  const complaint = elsewhere.waitForEvent('console', {
    predicate: (said) => said.text().startsWith('WebSocket'), timeout: 0,
  });
  await elsewhere.evaluate((address) => { new WebSocket(address); }, `ws${s}://${server}/`);
  equal((await complaint).text().match(/Unexpected response code: \d+/)?.[0],
    'Unexpected response code: 403', 'what the browser complains of');
});

if (secure) {
  await check('a browser that does not know the authority goes nowhere', async () => {
    const stranger = await launch('chromium.stranger', false);
    const error = await stranger.pages()[0].goto(`https://${server}/`).catch(({ message }) => message);
    equal(`${error}`.match(/net::\w+/)?.[0], 'net::ERR_CERT_AUTHORITY_INVALID', 'the error');
    await stranger.close();
  });
}

await browser.close();
finish();
