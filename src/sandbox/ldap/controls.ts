/** The controls that this server knows. A critical one that it does not know, or not here, ends the operation (RFC 4511, 4.1.11). */
import { elementsOf, numberOf, takeElement, TAG, write, writeNumber } from './ber';
import { readFilter, type Filter } from './filter';
import type { Control, Request } from './protocol';
import type { PageWanted } from './reads';
import { LdapFault, ResultCode } from './result';
import { OID } from './root-entry';

export interface ReadControls {
  readonly assertion: Filter | null;
  readonly page: PageWanted | null;
}

const ASSERTABLE: readonly Request['op'][] = ['modify', 'add', 'delete', 'rename', 'compare'];

export function understandControls(request: Request, controls: readonly Control[]): ReadControls {
  let assertion: Filter | null = null;
  let page: PageWanted | null = null;
  for (const control of controls) {
    if (control.oid === OID.assertion && ASSERTABLE.includes(request.op)) assertion = readAssertion(control);
    else if (control.oid === OID.pagedResults && request.op === 'search') page = readPage(control);
    else if (control.critical && request.op !== 'unbind' && request.op !== 'abandon') {
      throw new LdapFault(
        ResultCode.unavailableCriticalExtension,
        `critical control ${control.oid} is not available here`,
      );
    }
  }
  return { assertion, page };
}

function readAssertion(control: Control): Filter {
  const taken = control.value === null ? null : takeElement(control.value, control.value.length);
  if (taken === null) throw new LdapFault(ResultCode.protocolError, 'an assertion without a filter');
  return readFilter(taken.element);
}

function readPage(control: Control): PageWanted {
  const sequence = control.value === null ? undefined : elementsOf(control.value)[0];
  const [size, cookie] = sequence === undefined ? [] : elementsOf(sequence.value);
  const given = cookie === undefined || cookie.value.length === 0 ? '0:0' : cookie.value.toString('latin1');
  const [after, served] = given.split(':').map(Number);
  if (!Number.isSafeInteger(after) || !Number.isSafeInteger(served))
    throw new LdapFault(ResultCode.protocolError, 'the paging cookie is not one of ours');
  return { size: numberOf(size), after: after!, served: served! };
}

/** Says where the next page begins; an empty cookie says that there is none. */
export function pageControl(next: Pick<PageWanted, 'after' | 'served'> | null): Control {
  const cookie = Buffer.from(next === null ? '' : `${next.after}:${next.served}`, 'latin1');
  return {
    oid: OID.pagedResults,
    critical: false,
    value: write(TAG.sequence, writeNumber(0), write(TAG.octets, cookie)),
  };
}
