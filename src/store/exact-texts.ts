/** By which rule a database server compares texts here: the same bytes and no padding, so that trailing spaces count. */

export type DatabaseServer = 'mysql' | 'mariadb';

export const EXACT: Readonly<Record<DatabaseServer, string>> = {
  mariadb: 'utf8mb4_nopad_bin',
  mysql: 'utf8mb4_0900_bin',
};
