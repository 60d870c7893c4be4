import pino from 'pino';

export type Logger = pino.Logger;

/** Fields that must never reach a log, wherever they turn up. */
const SECRET_FIELDS = [
  'password',
  'oldPassword',
  'newPassword',
  'code',
  'token',
  'accessToken',
  'refreshToken',
  'citizenNumber',
  'authorization',
  'secret',
  'clientSecret',
  'assertion',
  'dpop',
  'privateKey',
  'subject',
];

export function createLogger(level: string, destination?: pino.DestinationStream): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino({ level, redact: { paths, censor: '[redacted]' } }, destination ?? pino.destination(2));
}

export const silentLogger: Logger = pino({ level: 'silent' });
