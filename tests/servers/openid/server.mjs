// Starts the provider on loopback, and beside it a port of its own through which the tests
// decide who exists, which clients there are, and what goes wrong.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

import { newKey, openProvider } from './provider.mjs';
import { Storage } from './storage.mjs';

const accounts = new Map();
const apis = new Map();
const clientScopes = new Map();
const counters = {};
const problems = [];
const names = {
  '/.well-known/openid-configuration': 'discovery',
  '/jwks': 'jwks',
  '/auth': 'authorize',
  '/token': 'token',
  '/me': 'userinfo',
  '/session/end': 'end_session',
};

const subjectOf = (login) => createHash('sha256').update(login).digest('hex').slice(0, 24);

const company = {
  lifetimes: { token: 3600, refresh: 86400 },
  claims: (sub) => accounts.get(sub),
  subject: (login) => (accounts.has(subjectOf(login ?? '')) ? subjectOf(login) : undefined),
  api(resource, clientId) {
    const { audience, scopes } = apis.get(resource) ?? { audience: resource, scopes: [] };
    const allowed = clientScopes.get(clientId) ?? scopes;
    const scope = scopes.filter((name) => allowed.includes(name)).join(' ');
    return { audience, scope, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
  },
};

const orders = {
  account({ login, claims }) {
    accounts.set(subjectOf(login), claims);
    return { sub: subjectOf(login) };
  },
  no_account: ({ login }) => ({ removed: accounts.delete(subjectOf(login)) }),
  async client({ metadata, scopes }) {
    const client = new provider.Client(metadata); // refuses metadata that make no sense
    await new Storage('Client').upsert(client.clientId, metadata);
    clientScopes.set(client.clientId, scopes ?? undefined);
    return {};
  },
  api({ resource, audience, scopes }) {
    apis.set(resource, { audience, scopes });
    return {};
  },
  lifetimes: (given) => Object.assign(company.lifetimes, given),
  rotate({ keep }) {
    keys = [newKey(), ...(keep ? keys : [])];
    answer = open();
    return {};
  },
  counters: () => counters,
  problems: () => problems,
  async away() {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    return {};
  },
  async back() {
    await listen(server, port);
    return {};
  },
};

function open() {
  provider = openProvider(issuer, keys, company);
  for (const event of ['authorization.error', 'grant.error', 'userinfo.error', 'end_session.error', 'server_error']) {
    provider.on(event, (ctx, error) => problems.push(`${event}: ${error.error_detail ?? error.error_description ?? error.stack}`));
  }
  provider.on('backchannel.success', () => count('backchannel_accepted'));
  provider.on('backchannel.error', (ctx, error) => {
    count('backchannel_refused');
    problems.push(`backchannel: ${error.message}: ${error.cause?.message ?? ''}`);
  });
  return provider.callback();
}

function count(name) {
  counters[name] = (counters[name] ?? 0) + 1;
}

async function listen(which, on) {
  which.listen(on, '127.0.0.1');
  await once(which, 'listening');
  return which.address().port;
}

const server = createServer((request, response) => {
  const name = names[new URL(request.url, issuer).pathname];
  if (name) count(name);
  answer(request, response);
});

const control = createServer(async (request, response) => {
  let text = '';
  for await (const piece of request) text += piece;
  try {
    response.end(JSON.stringify(await orders[request.url.slice(1)](JSON.parse(text || '{}'))));
  } catch (error) {
    response.statusCode = 400;
    response.end(JSON.stringify({ error: error.error_description ?? String(error) }));
  }
});

const port = await listen(server, Number(process.argv[2] ?? 0));
const issuer = `http://127.0.0.1:${port}`;
let keys = [newKey()];
let provider;
let answer = open();
const controlPort = await listen(control, 0);
console.log(JSON.stringify({ issuer, control: `http://127.0.0.1:${controlPort}` }));

// The test that started it is gone when its end of the pipe is.
process.stdin.resume().on('end', () => process.exit());
