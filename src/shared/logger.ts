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

/** What an error of a database repeats: the values that were to be stored. The statement itself names columns only. */
const REPEATED: ReadonlySet<string> = new Set(['parameters', 'sql', 'sqlMessage', 'driverError']);
const ERRORS_DEEP_MAX = 5;

export function createLogger(level: string, destination?: pino.DestinationStream): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino(
    { level, redact: { paths, censor: '[redacted]' }, serializers: { err: errorTold } },
    destination ?? pino.destination(2),
  );
}

function errorTold(error: Error): unknown {
  return withoutRepeated(pino.stdSerializers.err(error), 0);
}

function withoutRepeated(value: unknown, depth: number): unknown {
  if (value === null || typeof value !== 'object' || depth > ERRORS_DEEP_MAX) return value;
  if (Array.isArray(value)) return value.map((one) => withoutRepeated(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !REPEATED.has(key))
      .map(([key, inner]) => [key, withoutRepeated(inner, depth + 1)]),
  );
}

export const silentLogger: Logger = pino({ level: 'silent' });
