// npm `ws` as a WebSocket echo, as its documentation writes one, with compression for whoever offers
// it.
//
//   node ws_echo.mjs PACKAGES      the folder with node_modules
import { createRequire } from 'node:module';

const { WebSocketServer } = createRequire(`${process.argv[2]}/`)('ws');

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
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
server.on('listening', () => console.log(`listening ws://127.0.0.1:${server.address().port}\nready`));
