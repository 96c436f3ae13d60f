// A company's OpenID provider, as strict as the real ones, for loopback.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import Provider from 'oidc-provider';

import { loginPage, logoutPage, messagePage } from './pages.mjs';
import { Storage } from './storage.mjs';

const cookieKey = randomBytes(32).toString('hex');

export function newKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' };
}

/** The first of `keys` signs; all are published. `company` holds accounts, APIs and lifetimes. */
export function openProvider(issuer, keys, company) {
  const provider = new Provider(issuer, configuration(keys, company));
  provider.use((ctx, next) => (ctx.path.startsWith('/login/') ? login(provider, company, ctx) : next()));
  return provider;
}

function configuration(keys, company) {
  return {
    adapter: Storage,
    jwks: { keys },
    cookies: { keys: [cookieKey] },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async () => false,
    conformIdTokenClaims: false,
    claims: {
      openid: ['sub', 'sid', 'groups', 'roles', 'cognito:groups'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username'],
      groups: ['groups'],
    },
    scopes: ['openid', 'offline_access', 'email', 'profile', 'groups'],
    findAccount: async (ctx, sub) => account(company, sub),
    loadExistingGrant: grantWhatIsAsked,
    extraTokenClaims: async (ctx, token) => company.claims(token.accountId),
    interactions: { url: async (ctx, interaction) => `/login/${interaction.uid}` },
    renderError: async (ctx, out) => messagePage(ctx, JSON.stringify(out)),
    clientBasedCORS: () => false,
    // Its guard against addresses like ours sits in the dispatcher. Back-channel sign-out needs them.
    fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: async (ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: logoutPage,
        postLogoutSuccessSource: async (ctx) => messagePage(ctx, 'Signed out'),
      },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: async (ctx, resource, client) => company.api(resource, client.clientId),
        useGrantedResource: async () => true,
      },
    },
    ttl: {
      AccessToken: () => company.lifetimes.token,
      ClientCredentials: () => company.lifetimes.token,
      IdToken: () => company.lifetimes.token,
      RefreshToken: () => company.lifetimes.refresh,
      AuthorizationCode: 60,
      Interaction: 600,
      Session: 86400,
      Grant: 86400,
    },
  };
}

function account(company, sub) {
  const claims = company.claims(sub);
  return claims && { accountId: sub, claims: async () => ({ sub, ...claims }) };
}

/** Consent without a question, as a company gives it for its own applications. */
async function grantWhatIsAsked(ctx) {
  const { client, session, provider, requestParamScopes, resourceServers } = ctx.oidc;
  const known = session.grantIdFor(client.clientId);
  const grant = (known && (await provider.Grant.find(known)))
    || new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  const asked = [...requestParamScopes];
  grant.addOIDCScope(asked.join(' '));
  for (const [resource, server] of Object.entries(resourceServers ?? {})) {
    const granted = asked.filter((scope) => server.scopes.has(scope));
    if (granted.length) grant.addResourceScope(resource, granted.join(' '));
  }
  await grant.save();
  return grant;
}

/** A form with the field `login` and no password. */
async function login(provider, company, ctx) {
  const { prompt, params } = await provider.interactionDetails(ctx.req, ctx.res);
  if (prompt.name === 'consent') {
    return finish(provider, ctx, { consent: {} });
  }
  if (ctx.method !== 'POST') {
    return loginPage(ctx, params.login_hint ?? '');
  }
  const sub = company.subject(await formField(ctx.req, 'login'));
  return sub ? finish(provider, ctx, { login: { accountId: sub } }) : loginPage(ctx, '', 'Nobody here has that name.');
}

async function finish(provider, ctx, result) {
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  ctx.status = 303;
}

async function formField(request, name) {
  let text = '';
  for await (const piece of request) text += piece;
  return new URLSearchParams(text).get(name);
}
