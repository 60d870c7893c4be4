/** The words in braces that a grant may hold, and what they stand for in one appointment. */
import type { AppointmentFacts } from '../facts';
import type { SaidFault } from './problem-texts';

const PATTERN = /\{([^{}]*)\}/g;

const MEANING: Readonly<Record<string, (appointment: AppointmentFacts) => string>> = {
  unit: ({ post }) => post.unit.id,
  'unit.kind': ({ post }) => post.unit.kind,
  'unit.slug': ({ post }) => slug(post.unit.id),
  'unit.instance': ({ post }) => post.unit.instanceUnitId,
  post: ({ post }) => post.id,
  'post.position': ({ post }) => post.positionId,
  'post.mailbox': ({ post }) => `${post.positionId}_${slug(post.unit.id)}`,
};

/** A grant with it is made once for every field that the appointment covers (clause 45). */
const FIELD = 'field';

export const PLACEHOLDERS: readonly string[] = [...Object.keys(MEANING), FIELD];

/** A unit's id as it stands in addresses: without dashes (`so-tttt` → `sotttt`). */
export function slug(unitId: string): string {
  return unitId.replaceAll('-', '');
}

/** What is wrong with a template, or null. */
export function templateProblem(template: string): SaidFault | null {
  for (const [, name] of template.matchAll(PATTERN)) {
    if (!PLACEHOLDERS.includes(name ?? ''))
      return {
        fault: 'unknownPlaceholder',
        values: { placeholder: `{${name}}`, known: PLACEHOLDERS.join(', ') },
      };
  }
  return /[{}]/.test(template.replace(PATTERN, '')) ? { fault: 'openBrace', values: { template } } : null;
}

/** The values of a template for one appointment: one, or one for each field, or none where no field is covered. */
export function expand(template: string, appointment: AppointmentFacts, fields: readonly string[]): readonly string[] {
  const filled = template.replace(PATTERN, (whole, name: string) => MEANING[name]?.(appointment) ?? whole);
  return filled.includes(`{${FIELD}}`) ? fields.map((field) => filled.replaceAll(`{${FIELD}}`, field)) : [filled];
}
