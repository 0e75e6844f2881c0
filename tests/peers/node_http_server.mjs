// node:http as an echo server, for our client to meet.
//
//   /            the body of a request comes back, its length known
//   /chunked     it comes back in chunks as it comes, behind 103, with trailers
//   /307         the answer is to be had from /
//   /303         it is to be fetched
//   /circle      it is to be had from where it was asked for
//   /elsewhere   another server has it
//   /gzip        it comes back compressed, to whoever asks for that; /deflate likewise
//   /goodbye     the first answer of a connection is its last
//   /503
//
// Needs: node
// Over: http https
// Paths: / /chunked /307 /303 /circle /elsewhere /gzip /deflate /goodbye /503
import http from 'node:http';
import https from 'node:https';
import zlib from 'node:zlib';

import { secure, shown_certificate } from './checks.mjs';

const kept = new Map();  // by what their path has behind /kept/

function led(response, status, location) {
  response.writeHead(status, { Location: location });
  response.end('it is not here');
}

function compressed(coding, compress) {
  return (response, body, request) => {
    if (!request.headers['accept-encoding']?.includes(coding)) return response.writeHead(406).end();
    response.setHeader('Content-Encoding', coding);
    return response.end(compress(body));
  };
}

const answers = {
  '/': (response, body) => response.end(body),
  '/307': (response) => led(response, 307, '/'),
  '/303': (response, body) => {
    kept.set(`${kept.size}`, body);
    led(response, 303, `kept/${kept.size - 1}`);
  },
  '/circle': (response) => led(response, 308, '/circle'),
  '/elsewhere': (response) => led(response, 302, 'http://elsewhere.invalid/'),
  '/gzip': compressed('gzip', zlib.gzipSync),
  '/deflate': compressed('deflate', zlib.deflateSync),
  '/goodbye': (response, body) => response.setHeader('Connection', 'close').end(body),
  '/503': (response) => response.writeHead(503).end(),
};

function stream_back(request, response) {
  response.writeEarlyHints({ link: '</>; rel=preload' });
  response.writeHead(200, { Trailer: 'X-Sum' });
  request.on('data', (part) => response.write(part));
  request.on('end', () => {
    response.addTrailers({ 'X-Sum': 'none' });
    response.end();
  });
}

function answer_one(request, response) {
  if (request.url === '/chunked') return stream_back(request, response);
  const stored = request.url.match(/^\/kept\/(\d+)$/)?.[1];
  if (request.method === 'GET' && stored) return response.end(kept.get(stored));
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const answer = request.method === 'POST' ? answers[request.url] : undefined;
    if (answer) answer(response, Buffer.concat(parts), request);
    else response.writeHead(400).end();
  });
  return undefined;
}

const server = secure ? https.createServer(shown_certificate(), answer_one) : http.createServer(answer_one);
server.keepAliveTimeout = 0;  // whoever ends a connection is one of the paths
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
