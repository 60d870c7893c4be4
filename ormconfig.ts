/** For TypeORM's own command line: the same tables and migrations as the city's. Build first, then point it at dist/ormconfig.js. */
import 'reflect-metadata';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { readConfig } from './src/config/config';
import { ENTITIES } from './src/main';
import { dataSourceOptions } from './src/store/open';

const config = readConfig();

export default new DataSource(
  dataSourceOptions(
    config.storeUrl === null
      ? { kind: 'sqlite', file: join(config.homeFolder, 'city.db') }
      : { kind: 'mysql', url: config.storeUrl },
    ENTITIES,
  ),
);
