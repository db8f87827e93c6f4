// A provider of OpenID Connect for tests. It listens on a free port of
// loopback, says its address on standard output, and ends with its standard
// input. What it says of people is put under /people/{subject}.
import http from 'node:http';
import { Provider } from 'oidc-provider';

const people = new Map();
const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'thyrida', client_secret: 'a secret of tests only', redirect_uris: [process.argv[2]],
      grant_types: ['authorization_code'], response_types: ['code'],
    }],
    cookies: { keys: ['of tests only'] },
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'email'],
    claims: { openid: ['sub'], profile: ['name', 'locale', 'groups', 'realm_access'], email: ['email', 'email_verified'] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
  });
  const serve = provider.callback();
  server.on('request', (req, res) => {
    const [, sub] = req.url.match(/^\/people\/([\w-]+)$/) ?? [];
    if (!sub) return serve(req, res);
    let body = '';
    req.on('data', (part) => { body += part; });
    req.on('end', () => { people.set(sub, JSON.parse(body)); res.writeHead(204).end(); });
  });
  console.log(issuer);
});
process.stdin.on('end', () => process.exit()).resume();
