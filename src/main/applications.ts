/** The applications on a tablet's folder “Điều hành Thành phố” (clauses 36 to 41), from the city's org file. */
import { parse } from 'yaml';
import { z } from 'zod';
import type { ApplicationSettings } from '../subgraphs/tablets';

const file = z.looseObject({
  shared_services: z.array(
    z.looseObject({
      id: z.string(),
      name_vi: z.string(),
      url: z.string().nullable(),
      per_unit_link: z.boolean().optional(),
      on_request: z.boolean().optional(),
    }),
  ),
  units: z.array(z.looseObject({ id: z.string(), web: z.looseObject({ host: z.string() }).nullable().optional() })),
});

/** Which system an application needs an account at; the others need one in the directory. */
const NEEDS: Readonly<Record<string, string>> = { mail: 'mail', qlvb: 'qlvb' };
const FOLDER = 'Điều hành Thành phố';

export function applicationsOf(orgText: string): ApplicationSettings {
  const org = file.parse(parse(orgText));
  const hosts = new Map(org.units.map((unit) => [unit.id, unit.web?.host ?? null]));
  const services = new Map(org.shared_services.map((service) => [service.id, service]));
  return {
    folder: FOLDER,
    // What is installed on request (clause 41) is not on every tablet.
    entries: org.shared_services
      .filter((service) => service.on_request !== true)
      .map((service) => ({
        id: service.id,
        name: service.name_vi,
        url: service.url,
        needs: NEEDS[service.id] ?? 'directory',
        perUnit: service.per_unit_link === true,
      })),
    unitUrl(applicationId, unitId) {
      if (applicationId === 'qlvb') return `${services.get('qlvb')?.url ?? ''}/don-vi/${unitId}`;
      const host = hosts.get(unitId);
      return host == null ? null : `https://${host}`;
    },
  };
}
