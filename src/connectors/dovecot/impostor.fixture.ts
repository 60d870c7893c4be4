/** A server in the place of doveadm that answers as a test tells it, with a connector before it. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDovecotConnector, type DovecotConnector } from '.';
import { DOMAIN } from './account.fixture';

export interface DoveadmCall {
  readonly name: string;
  readonly parameters: { readonly key?: string; readonly mailbox?: readonly string[] };
}

export class Impostors {
  private readonly open: Server[] = [];

  /** An HTTP server of its own mind. */
  async http(answer: RequestListener): Promise<DovecotConnector> {
    const http = createServer(answer);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    this.open.push(http);
    return createDovecotConnector({
      url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
      apiKey: 'a key',
      domain: DOMAIN,
    });
  }

  /** Speaks as doveadm does; `answer` gives kind and value for each call of a request. */
  doveadm(answer: (calls: readonly DoveadmCall[]) => readonly (readonly unknown[])[]): Promise<DovecotConnector> {
    return this.http((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const calls = JSON.parse(body) as [string, DoveadmCall['parameters'], string][];
        const answers = answer(calls.map(([name, parameters]) => ({ name, parameters })));
        response.end(JSON.stringify(answers.map((one, at) => [...one, calls[at]![2]])));
      });
    });
  }

  close(): void {
    for (const http of this.open.splice(0)) {
      http.closeAllConnections();
      http.close();
    }
  }
}
