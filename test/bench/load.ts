/**
 * A closed loop of keep-alive connections: each sends its next request when the last answer is in. Bounded by a time and
 * by a count; every answer is read whole and must be the answer that was expected.
 */
import { Agent, request as httpRequest } from 'node:http';
import { performance } from 'node:perf_hooks';
import { quantile } from './measure';

export interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface LoadOptions {
  readonly connections: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** Requests that are measured at most. */
  readonly requestsMax: number;
  /** An answer may be another one than the first, as long as it is data without errors and owns up to being old. */
  readonly mayBeStale?: boolean;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly requests: number;
  /** Answers that said of a part that it is last known rather than live. */
  readonly stale: number;
  /** Length of one answer. */
  readonly bytes: number;
}

export async function load(request: Request, options: LoadOptions): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  try {
    const expected = await send(agent, request);
    if (expected.includes('"errors"')) throw new Error(`the server answers with errors: ${expected.slice(0, 500)}`);
    await during(agent, request, expected.length, { ...options, measureMs: options.warmUpMs });
    const { latencies, stale, elapsedMs } = await during(agent, request, expected.length, options);
    return {
      requestsPerSecond: (latencies.length / elapsedMs) * 1_000,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
      requests: latencies.length,
      stale,
      bytes: Buffer.byteLength(expected),
    };
  } finally {
    agent.destroy();
  }
}

async function during(
  agent: Agent,
  request: Request,
  length: number,
  { connections, measureMs, requestsMax, mayBeStale }: LoadOptions,
): Promise<{ latencies: number[]; stale: number; elapsedMs: number }> {
  const latencies: number[] = [];
  let stale = 0;
  const begin = performance.now();
  let sent = 0;
  const connection = async (): Promise<void> => {
    while (sent < requestsMax && performance.now() - begin < measureMs) {
      sent += 1;
      const from = performance.now();
      const answer = await send(agent, request);
      latencies.push(performance.now() - from);
      const isStale = mayBeStale === true && answer.includes('"stale"');
      if (isStale) stale += 1;
      if (answer.length === length && !isStale) continue;
      if (mayBeStale !== true || answer.includes('"errors"'))
        throw new Error(`another answer than the first: ${answer.slice(0, 300)} … ${answer.slice(-700)}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return { latencies, stale, elapsedMs: performance.now() - begin };
}

/** The body of a 200; anything else is an error. */
function send(agent: Agent, { url, headers, body }: Request): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      url,
      {
        agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => void chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`HTTP status ${response.statusCode}: ${text.slice(0, 300)}`));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
