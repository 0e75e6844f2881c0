// npm `ws` as an echo server, for our client to meet.
//
//   /            each message comes back in one frame
//   /fragments   each comes back in fragments, with a ping between them
//   /leave       the tenth message of a connection is answered by a close with 4001
//
// Needs: node npm
// Over: ws wss
// Paths: / /fragments /leave
import http from 'node:http';
import https from 'node:https';

import { kMessageMax, packages, secure, shown_certificate } from './checks.mjs';

const { WebSocketServer } = packages('ws');
const listener = secure ? https.createServer(shown_certificate()) : http.createServer();
const server = new WebSocketServer({
  server: listener,
  maxPayload: kMessageMax,
  perMessageDeflate: true,  // for whoever offers it
});

const answers = {
  '/': (socket, data, binary) => socket.send(data, { binary }),
  '/fragments': (socket, data, binary) => {
    const middle = Math.floor(data.length / 2);
    socket.send(data.subarray(0, middle), { binary, fin: false });
    socket.ping('between');
    socket.send(data.subarray(middle), { binary, fin: true });
  },
  '/leave': (socket, data, binary, count) => {
    if (count < 10) socket.send(data, { binary });
    else socket.close(4001, 'enough');
  },
};

server.on('connection', (socket, request) => {
  let count = 0;
  socket.on('message', (data, binary) => {
    count += 1;
    answers[request.url](socket, data, binary, count);
  });
  socket.on('error', () => {});  // the client has gone: it is the one who judges
});
listener.listen(0, '127.0.0.1', () => console.log(`listening ${listener.address().port}`));
