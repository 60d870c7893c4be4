/** The sections that hold figures and names: mail domain, merge, leave, brake, protected. */
import type { Brake, LeaverMail, Policy, TargetPolicy } from './policy.types';
import { namedTarget } from './targets-section';
import type { Place, YamlReader } from './yaml-reader';

/** How scalars of several posts become one; nothing else is offered, so a file that says otherwise is wrong. */
const MERGE: Readonly<Record<string, string>> = { quotaMiB: 'max', title: 'primary', unit: 'primary' };
const DURATION = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/;
const REPLY_LENGTH_MAX = 3_000;
const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

export function readDomain(reader: YamlReader, place: Place | undefined): string {
  const domain = place ? reader.text(place) : null;
  if (place && domain !== null && !DOMAIN.test(domain)) reader.problem(place, 'noDomain', { value: domain });
  return domain ?? '';
}

export function readMerge(reader: YamlReader, place: Place | undefined): void {
  if (!place) return;
  for (const [key, entry] of reader.mapping(place, Object.keys(MERGE))) reader.word(entry, [MERGE[key] ?? '']);
}

export function readLeave(reader: YamlReader, place: Place | undefined): Policy['leave'] {
  const fields = place
    ? reader.mapping(place, ['accounts', 'handover', 'mail'], ['accounts', 'handover'])
    : new Map<string, Place>();
  const accounts = counts(reader, fields.get('accounts'), ['archiveAfterDays', 'deleteAfterDays']);
  const handover = counts(reader, fields.get('handover'), ['tabletReturnDays']);
  const archiveAfterDays = accounts.get('archiveAfterDays') ?? 0;
  const deleteAfterDays = accounts.get('deleteAfterDays') ?? 0;
  const at = fields.get('accounts');
  if (at && accounts.size === 2 && deleteAfterDays <= archiveAfterDays) reader.problem(at, 'deletesFirst');
  return {
    accounts: { archiveAfterDays, deleteAfterDays },
    handover: { tabletReturnDays: handover.get('tabletReturnDays') ?? 0 },
    ...readLeaverMail(reader, fields.get('mail')),
  };
}

function readLeaverMail(reader: YamlReader, place: Place | undefined): { readonly mail?: LeaverMail } {
  if (!place) return {};
  const fields = reader.mapping(place, ['reply', 'redirectTo']);
  const [replyAt, redirectAt] = [fields.get('reply'), fields.get('redirectTo')];
  const reply = replyAt ? reader.text(replyAt) : null;
  if (replyAt && reply !== null && (reply.trim() === '' || reply.length > REPLY_LENGTH_MAX))
    reader.problem(replyAt, 'replyLength', { max: REPLY_LENGTH_MAX });
  if (redirectAt) reader.word(redirectAt, ['keeper']);
  if (fields.size === 0) reader.problem(place, 'namesNeither');
  return { mail: { reply, redirectTo: redirectAt ? 'keeper' : null } };
}

export function readBrake(reader: YamlReader, place: Place | undefined): Brake {
  const keys = ['window', 'netLossPerTarget', 'netLossOverall'];
  const fields = place ? reader.mapping(place, keys, keys) : new Map<string, Place>();
  const perTarget = counts(reader, fields.get('netLossPerTarget'), ['atLeast', 'percent']);
  const overall = fields.get('netLossOverall');
  return {
    windowMs: duration(reader, fields.get('window')),
    netLossPerTarget: { atLeast: perTarget.get('atLeast') ?? 0, percent: perTarget.get('percent') ?? 0 },
    netLossOverall: overall ? (reader.count(overall, 0) ?? 0) : 0,
  };
}

export function readProtected(
  reader: YamlReader,
  place: Place | undefined,
  targets: readonly TargetPolicy[],
): Readonly<Record<string, readonly string[]>> {
  if (!place) return {};
  const entries = [...reader.mapping(place, null)].map(([key, entry]): [string, readonly string[]] => {
    namedTarget(reader, targets, key, entry);
    return [key, reader.list(entry).flatMap((item) => reader.text(item) ?? [])];
  });
  return Object.fromEntries(entries);
}

function counts(reader: YamlReader, place: Place | undefined, keys: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [key, entry] of place ? reader.mapping(place, keys, keys) : []) {
    const count = reader.count(entry, 0);
    if (count !== null) found.set(key, count);
  }
  return found;
}

function duration(reader: YamlReader, place: Place | undefined): number {
  const text = place ? reader.text(place) : null;
  const match = text === null ? null : DURATION.exec(text);
  if (place && text !== null && !match) reader.problem(place, 'noDuration', { value: text });
  const [hours, minutes, seconds] = [1, 2, 3].map((group) => Number(match?.[group] ?? 0));
  return ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
}
