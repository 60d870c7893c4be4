/** A city in the bench's own process, for what is measured of its insides: no people, no time on the wire. */
import 'reflect-metadata';
import { readConfig } from '../../src/config/config';
import { startCity, type City } from '../../src/main';
import { prepareHome } from '../../src/main/home-folder';
import { silentLogger } from '../../src/shared/logger';
import { inScratch } from './scratch';

const PORTS = ['PORT', 'LDAP_PORT', 'IMAP_PORT', 'LMTP_PORT', 'DOVEADM_PORT', 'QLVB_PORT'];

export function inOwnCity<T>(work: (city: City) => Promise<T>): Promise<T> {
  return inScratch(async (home) => {
    prepareHome(home);
    const ports = Object.fromEntries(PORTS.map((name) => [`DIEUHANH_${name}`, '0']));
    const city = await startCity(readConfig({ ...ports, DIEUHANH_HOME: home, DIEUHANH_LOG: 'silent' }), {
      logger: silentLogger,
    });
    try {
      return await work(city);
    } finally {
      await city.close();
    }
  });
}
