/** The servers and the store of the embedded city. */
import { join } from 'node:path';
import Database from 'libsql';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { createDovecotConnector } from '../../../src/connectors/dovecot';
import { createLdapConnector } from '../../../src/connectors/ldap';
import { dataSourceOptions, type Entities } from '../../../src/store/open';
import { Directory } from './directory';
import { Mail } from './mail';
import { Papers } from './papers';
import { FileRows } from './rows';
import type { Servers } from './servers';

/** Preparing a statement costs as much as running it. */
const STATEMENTS_MAX = 2_000;

export async function startEmbedded(folder: string, entities: Entities): Promise<Servers> {
  const file = join(folder, 'city.db');
  const options = {
    ...dataSourceOptions({ kind: 'sqlite', file }, entities),
    statementCacheSize: STATEMENTS_MAX,
  } as DataSourceOptions;
  const writer = await new DataSource(options).initialize();
  await writer.runMigrations();
  await writer.query('PRAGMA synchronous = OFF');
  const prepareDatabase = (database: { pragma(text: string): unknown }): void => void database.pragma('query_only = 1');
  const reader = await new DataSource({ ...options, prepareDatabase } as DataSourceOptions).initialize();
  const [directory, mail, papers] = await Promise.all([Directory.start(), Mail.start(folder), Papers.start(folder)]);
  return {
    writer,
    reader,
    rows: new FileRows(new Database(file)),
    directory,
    mail,
    papers,
    restarts: false,
    connect: (targetId) =>
      targetId === 'directory' ? createLdapConnector(directory.settings) : createDovecotConnector(mail.settings),
    settled: () => Promise.resolve(),
    turnTo: () => undefined,
    close: () => Promise.resolve(),
  };
}
