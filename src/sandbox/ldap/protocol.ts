/** LDAP messages (RFC 4511): requests out of BER, responses into BER. Nothing here knows of entries or of rights. */
import {
  BerFault,
  booleanOf,
  elementsOf,
  numberOf,
  TAG,
  textOf,
  write,
  writeNumber,
  writeText,
  type Element,
} from './ber';
import { readFilter, type Filter } from './filter';
import type { ResultCode } from './result';

export interface AttributeValues {
  readonly name: string;
  readonly values: readonly string[];
}

export interface Change extends AttributeValues {
  readonly kind: 'add' | 'delete' | 'replace';
}

export type Scope = 'base' | 'one' | 'sub' | 'children';

export type Request =
  | { readonly op: 'bind'; readonly version: number; readonly dn: string; readonly password: string | null }
  | { readonly op: 'unbind' }
  | { readonly op: 'abandon' }
  | SearchRequest
  | { readonly op: 'modify'; readonly dn: string; readonly changes: readonly Change[] }
  | { readonly op: 'add'; readonly dn: string; readonly attributes: readonly AttributeValues[] }
  | { readonly op: 'delete'; readonly dn: string }
  | {
      readonly op: 'rename';
      readonly dn: string;
      readonly newRdn: string;
      readonly deleteOldRdn: boolean;
      readonly newSuperior: string | null;
    }
  | { readonly op: 'compare'; readonly dn: string; readonly name: string; readonly value: string }
  | { readonly op: 'extended'; readonly oid: string; readonly value: Buffer | null };

export interface SearchRequest {
  readonly op: 'search';
  readonly base: string;
  readonly scope: Scope;
  readonly sizeLimit: number;
  readonly typesOnly: boolean;
  readonly filter: Filter;
  readonly attributes: readonly string[];
}

export interface Control {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Buffer | null;
}

/** The tag of the response to a request with this tag; null for requests that have none. */
export const RESPONSE_TAG: ReadonlyMap<number, number | null> = new Map([
  [0x60, 0x61],
  [0x42, null],
  [0x63, 0x65],
  [0x66, 0x67],
  [0x68, 0x69],
  [0x4a, 0x6b],
  [0x6c, 0x6d],
  [0x6e, 0x6f],
  [0x50, null],
  [0x77, 0x78],
]);

/** The number and the kind of a message, before its content is trusted. */
export function readEnvelope(content: Buffer): {
  readonly id: number;
  readonly operation: Element;
  readonly controls: Element | undefined;
} {
  const [id, operation, controls] = elementsOf(content);
  if (operation === undefined) throw new BerFault('a message without an operation');
  return { id: numberOf(id), operation, controls };
}

export function readControls(element: Element | undefined): Control[] {
  if (element === undefined || element.tag !== 0xa0) return [];
  return elementsOf(element.value).map((control) => {
    const [oid, ...rest] = elementsOf(control.value);
    const critical = rest.find((part) => part.tag === TAG.boolean);
    const value = rest.find((part) => part.tag === TAG.octets);
    return { oid: textOf(oid), critical: critical ? booleanOf(critical) : false, value: value?.value ?? null };
  });
}

export function readRequest(operation: Element): Request {
  switch (operation.tag) {
    case 0x60:
      return readBind(operation);
    case 0x42:
      return { op: 'unbind' };
    case 0x50:
      return { op: 'abandon' };
    case 0x63:
      return readSearch(operation);
    case 0x66:
      return readModify(operation);
    case 0x68: {
      const [dn, list] = elementsOf(operation.value);
      return { op: 'add', dn: textOf(dn), attributes: elementsOf(part(list).value).map(readAttribute) };
    }
    case 0x4a:
      return { op: 'delete', dn: textOf(operation) };
    case 0x6c: {
      const [dn, newRdn, deleteOldRdn, newSuperior] = elementsOf(operation.value);
      return {
        op: 'rename',
        dn: textOf(dn),
        newRdn: textOf(newRdn),
        deleteOldRdn: booleanOf(deleteOldRdn),
        newSuperior: newSuperior ? textOf(newSuperior) : null,
      };
    }
    case 0x6e: {
      const [dn, assertion] = elementsOf(operation.value);
      const [name, value] = elementsOf(part(assertion).value);
      return { op: 'compare', dn: textOf(dn), name: textOf(name), value: textOf(value) };
    }
    case 0x77: {
      const parts = elementsOf(operation.value);
      const value = parts.find((one) => one.tag === 0x81);
      return { op: 'extended', oid: textOf(parts.find((one) => one.tag === 0x80)), value: value?.value ?? null };
    }
    default:
      throw new BerFault('there is no such operation');
  }
}

function part(element: Element | undefined): Element {
  if (element === undefined) throw new BerFault('a part of the request is missing');
  return element;
}

function readBind(operation: Element): Request {
  const [version, dn, authentication] = elementsOf(operation.value);
  const simple = part(authentication).tag === 0x80;
  return { op: 'bind', version: numberOf(version), dn: textOf(dn), password: simple ? textOf(authentication) : null };
}

const SCOPES: readonly Scope[] = ['base', 'one', 'sub', 'children'];

function readSearch(operation: Element): SearchRequest {
  const [base, scope, , sizeLimit, , typesOnly, filter, attributes] = elementsOf(operation.value);
  const named = SCOPES[numberOf(scope)];
  if (named === undefined) throw new BerFault('there is no such scope');
  return {
    op: 'search',
    base: textOf(base),
    scope: named,
    sizeLimit: numberOf(sizeLimit),
    typesOnly: booleanOf(typesOnly),
    filter: readFilter(part(filter)),
    attributes: attributes ? elementsOf(attributes.value).map(textOf) : [],
  };
}

const KINDS = ['add', 'delete', 'replace'] as const;

function readModify(operation: Element): Request {
  const [dn, changes] = elementsOf(operation.value);
  return {
    op: 'modify',
    dn: textOf(dn),
    changes: elementsOf(part(changes).value).map((change) => {
      const [kind, attribute] = elementsOf(change.value);
      const named = KINDS[numberOf(kind)];
      if (named === undefined) throw new BerFault('there is no such change');
      return { kind: named, ...readAttribute(part(attribute)) };
    }),
  };
}

function readAttribute(element: Element): AttributeValues {
  const [name, values] = elementsOf(element.value);
  return { name: textOf(name), values: values ? elementsOf(values.value).map(textOf) : [] };
}

export interface Outcome {
  readonly code: ResultCode;
  readonly text?: string;
  readonly matchedDn?: string;
  readonly controls?: readonly Control[];
  /** Only in extended responses. */
  readonly value?: Buffer;
  /** What follows on this connection is encrypted. */
  readonly encrypts?: boolean;
}

export function writeOutcome(id: number, tag: number, outcome: Outcome): Buffer {
  const parts = [
    writeNumber(outcome.code, TAG.enumerated),
    writeText(outcome.matchedDn ?? ''),
    writeText(outcome.text ?? ''),
  ];
  if (outcome.value !== undefined) parts.push(write(0x8b, outcome.value));
  return writeMessage(id, write(tag, ...parts), outcome.controls ?? []);
}

export function writeEntry(id: number, dn: string, attributes: readonly AttributeValues[]): Buffer {
  const list = attributes.map((one) =>
    write(TAG.sequence, writeText(one.name), write(TAG.set, ...one.values.map((value) => writeText(value)))),
  );
  return writeMessage(id, write(0x64, writeText(dn), write(TAG.sequence, ...list)), []);
}

/** Notice of disconnection (RFC 4511, section 4.4.1): what a server says before it hangs up on rubbish. */
export function writeDisconnection(code: ResultCode, text: string): Buffer {
  const parts = [
    writeNumber(code, TAG.enumerated),
    writeText(''),
    writeText(text),
    writeText('1.3.6.1.4.1.1466.20036', 0x8a),
  ];
  return writeMessage(0, write(0x78, ...parts), []);
}

function writeMessage(id: number, operation: Buffer, controls: readonly Control[]): Buffer {
  const list = controls.map((control) =>
    write(TAG.sequence, writeText(control.oid), ...(control.value ? [write(TAG.octets, control.value)] : [])),
  );
  return write(TAG.sequence, writeNumber(id), operation, ...(list.length > 0 ? [write(0xa0, ...list)] : []));
}
