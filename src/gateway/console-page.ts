/** GraphiQL in one page with everything inside: it asks no address but this gateway's own. */
import { gzipSync, gunzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';

/** Even if the page wanted to, the browser would fetch nothing from outside. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const FIRST_QUERY =
  '# Sign in with the mutation "login", then put {"authorization": "Bearer …"} under Headers.\n{\n  __typename\n}\n';

export function consolePage(): RequestHandler {
  let packed: Buffer | undefined;
  return async (req, res) => {
    // nine megabytes of script: loaded when somebody first looks, kept packed
    packed ??= gzipSync(await page());
    res.setHeader('Content-Security-Policy', POLICY);
    res.setHeader('Cache-Control', 'no-cache');
    res.setHeader('Vary', 'Accept-Encoding');
    res.type('html');
    if (!req.acceptsEncodings('gzip')) return void res.send(gunzipSync(packed));
    res.setHeader('Content-Encoding', 'gzip');
    res.send(packed);
  };
}

async function page(): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL({
    title: 'dieuhanh',
    endpoint: '/graphql',
    subscriptionsProtocol: 'WS',
    defaultQuery: FIRST_QUERY,
  } as Parameters<typeof renderGraphiQL>[0]);
}
