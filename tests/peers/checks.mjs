// Checks of a peer that runs on Node: one line for each, and their sum at the end.
//
//   await check('text comes back', async () => { equal(await echo('a'), 'a'); });
//   finish();
//
// A check that throws, or is not done within kLimitMs, has failed; the others still run.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const kLimitMs = 60_000;
const sum = { passed: 0, failed: 0 };

// The packages of package.json are not beside the scripts but where PEERS_PACKAGES says.
export const packages = createRequire(`${process.env.PEERS_PACKAGES ?? process.cwd()}/`);

// Where the server listens, HOST:PORT, for a client; and for both whether that is over TLS.
export const server = process.argv[2];
export const secure = ['wss', 'https'].includes(process.argv.at(-1));

// What makes a scheme of its name over TLS.
export const s = secure ? 's' : '';

const { PEERS_TLS } = process.env;
const credentials_file = (name) => readFileSync(`${PEERS_TLS}/${name}`);

// Whom a client trusts: nobody but the authority of this run.
export const trusted = secure ? { ca: credentials_file('ca.crt') } : {};

// What a server shows.
export function shown_certificate() {
  return { cert: credentials_file('ecdsa.crt'), key: credentials_file('ecdsa.key') };
}

export async function check(name, body) {
  try {
    await within(body());
    sum.passed += 1;
    console.log(`ok ${name}`);
  } catch (error) {
    sum.failed += 1;
    console.log(`FAILED ${name}: ${String(error?.message ?? error).replace(/\s+/g, ' ')}`);
  }
}

async function within(work) {
  let clock;
  const late = new Promise((_, reject) => {
    clock = setTimeout(() => reject(new Error(`not done within ${kLimitMs / 1000} s`)), kLimitMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(clock);
  }
}

// Ends the process: what a failed check left open must not keep it alive.
export function finish() {
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  process.exit(sum.failed === 0 && sum.passed !== 0 ? 0 : 1);
}

export function equal(actual, expected, what = 'it') {
  const same = Buffer.isBuffer(expected)
    ? Buffer.isBuffer(actual) && expected.equals(actual)
    : actual === expected;
  if (!same) throw new Error(`${what} is ${shown(actual)}, expected ${shown(expected)}`);
}

function shown(value) {
  if (Buffer.isBuffer(value)) return `${value.length} bytes beginning with ${value.toString('hex', 0, 16)}`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 80)}… (${text.length} characters)`;
}

// Bytes in which a part that is lost, doubled or moved shows.
export function pattern(size) {
  const bytes = Buffer.alloc(size);
  let state = 0x2545f491;
  for (let i = 0; i + 4 <= size; i += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes.writeUInt32LE(state, i);
  }
  return bytes;
}

export const kMessageMax = 16 * 1024 * 1024;
