/** doveadm's commands for an account's Sieve scripts. */
import { parseScript } from '../sieve/script';
import type { Scripts } from '../sieve/scripts';
import { ExitCode, InvalidRequest } from './failures';

type Parameters = Readonly<Record<string, unknown>>;
type Command = (parameters: Parameters) => unknown;

export function sieveCommands(scripts: Scripts, ownerOf: (p: Parameters) => string): Readonly<Record<string, Command>> {
  return {
    sievePut: (p) => {
      const source = text(p, 'file');
      if (parseScript(source) === null) throw new ExitCode(65);
      scripts.put(ownerOf(p), text(p, 'scriptname'), source, p.activate === true);
      return [];
    },
    sieveList: (p) =>
      scripts.list(ownerOf(p)).map(({ name, active }) => ({ script: name, active: active === 1 ? 'ACTIVE' : '' })),
    sieveDeactivate: (p) => {
      scripts.deactivate(ownerOf(p));
      return [];
    },
    sieveDelete: (p) => {
      const owner = ownerOf(p);
      const names = Array.isArray(p.scriptname) ? p.scriptname.map(String) : [];
      if (names.map((name) => scripts.delete(owner, name)).includes(false)) throw new ExitCode(68);
      return [];
    },
  };
}

function text(p: Parameters, name: string): string {
  const value = p[name];
  if (typeof value !== 'string') throw new InvalidRequest();
  return value;
}
