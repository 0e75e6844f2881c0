// npm `ws` as a WebSocket echo, as its documentation writes one, with compression for whoever offers
// it.
//
//   node ws_echo.mjs PACKAGES [CERTIFICATE]      the folder with node_modules; over TLS with that PEM
//                                                file, which has the chain and the key
import { readFileSync } from 'node:fs';
import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { createRequire } from 'node:module';

const [, , packages, certificate] = process.argv;
const { WebSocketServer } = createRequire(`${packages}/`)('ws');

const pem = certificate && readFileSync(certificate);
const listener = certificate ? createSecure({ cert: pem, key: pem }) : createPlain();
const server = new WebSocketServer({
  server: listener,
  perMessageDeflate: {
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    zlibDeflateOptions: { level: 3 }, // potok-echo's; zlib's own would be 6
  },
});

server.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
listener.listen(0, '127.0.0.1', () =>
  console.log(`listening ws://127.0.0.1:${listener.address().port}\nready`),
);
