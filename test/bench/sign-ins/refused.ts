/**
 * Memory of the city while sign-ins are refused in a flood: invented logins, from many addresses of the machine, first
 * while each still costs a bind and a row, then while the addresses are out of attempts. What grows without end would
 * show between one mark and the next.
 */
import { request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { OwnCity } from '../city/own-city';
import { figure, type Figure } from '../measure';
import { inScratch } from '../scratch';
import { each } from './people';

const LOGIN = 'mutation($u: String!) { login(username: $u, password: "sai") { accessToken } }';
const AT_ONCE = 16;
const MIB = 2 ** 20;
/** Of 127.0.0.0/8, which a machine answers on without being told to. */
const ADDRESSES = 100;

export interface RefusedOptions {
  /** Refused sign-ins, in this many equal parts. */
  readonly attempts: number;
  readonly marks: number;
}

interface Memory {
  readonly residentBytes: number;
  readonly heapBytes: number;
}

export function measureRefusedSignIns({ attempts, marks }: RefusedOptions): Promise<Figure[]> {
  return inScratch(async (folder) => {
    // Half of the flood is judged by the directory, the other half refused by the count.
    const perAddress = Math.max(1, Math.floor(attempts / 2 / ADDRESSES));
    const own = await OwnCity.start(folder, {
      DIEUHANH_SIGN_IN_ATTEMPTS_PER_ADDRESS: String(perAddress),
      DIEUHANH_SIGN_IN_WINDOW_SECONDS: '86400',
    });
    try {
      const seen: { readonly after: number; readonly memory: Memory }[] = [];
      const mark = async (after: number): Promise<void> => {
        seen.push({ after, memory: await own.city.ask<Memory>('memory') });
      };
      const part = Math.ceil(attempts / marks);
      const codes = new Map<string, number>();
      // The first part makes warm what is made once.
      const rates: number[] = [];
      for (let number = 0; number < marks; number += 1) {
        const begun = performance.now();
        await flood(own.gateway, number * part, part, codes);
        rates.push((part * 1_000) / (performance.now() - begun));
        await mark((number + 1) * part);
      }
      if ((codes.get('SIGN_IN_FAILED') ?? 0) === 0 || (codes.get('TOO_MANY_ATTEMPTS') ?? 0) === 0)
        throw new Error(`answered in another way: ${JSON.stringify([...codes])}`);
      return figuresOf(seen, rates);
    } finally {
      await own.stop();
    }
  });
}

function figuresOf(
  seen: readonly { readonly after: number; readonly memory: Memory }[],
  rates: readonly number[],
): Figure[] {
  const [first] = seen;
  if (first === undefined) throw new Error('nothing was measured');
  const of = (what: keyof Memory, unit: string): Figure[] =>
    seen.map(({ after, memory }) =>
      figure(`refused sign-ins: ${unit} after ${after}`, 'MiB', [memory[what] / MIB], {
        value: memory[what] / first.memory[what],
        to: `after ${first.after}`,
      }),
    );
  return [
    figure('refused sign-ins', '/s', rates),
    ...of('heapBytes', 'heap (collected)'),
    ...of('residentBytes', 'memory (RSS)'),
  ];
}

async function flood(gateway: string, from: number, count: number, codes: Map<string, number>): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  await each(AT_ONCE, numbers, async (number) => {
    const code = await refused(gateway, `127.0.0.${(number % ADDRESSES) + 2}`, `khong-co-ai-${number}`);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  });
}

/** The code of the refusal; each over a connection of its own. */
function refused(gateway: string, localAddress: string, login: string): Promise<string> {
  const body = JSON.stringify({ query: LOGIN, variables: { u: login } });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const options = { agent: false, localAddress, method: 'POST', headers };
    const outgoing = request(`${gateway}/graphql`, options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', reject);
      response.on('end', () => resolve(/"code":"([A-Z_]+)"/.exec(text)?.[1] ?? text.slice(0, 200)));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
