/** The certificate that the directory shows, and the step from a plain connection to an encrypted one (RFC 4511, 4.14). */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { TLSSocket, type SecureContextOptions } from 'node:tls';

/** In PEM. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** What a client is shown, and how it may encrypt. */
export type Certificate = Pick<SecureContextOptions, 'cert' | 'key' | 'minVersion'>;

export function readCertificate({ certFile, keyFile }: CertificateFiles): Certificate {
  return { cert: readFileSync(certFile), key: readFileSync(keyFile), minVersion: 'TLSv1.2' };
}

/** Takes the connection over: what was listening to it hears nothing more. The plain socket closes with this one. */
export function encrypt(socket: Socket, certificate: Certificate): TLSSocket {
  socket.removeAllListeners('data');
  const encrypted = new TLSSocket(socket, { isServer: true, ...certificate });
  // A handshake that fails ends here; the plain socket does not learn of it by itself.
  encrypted.once('close', () => socket.destroy());
  return encrypted;
}
