/** A policy of the city and an extension of a unit, both as they may be. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const POLICY = readFileSync(resolve(__dirname, '../../../data/policy.yaml'), 'utf8');

export const EXTENSION = `version: 1
roles:
  - role: truc-ban-thu
    position: chuyen-vien
    grants:
      directory: { groups: ['truc-ban-{unit}'] }
`;
