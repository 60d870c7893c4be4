/** A basis on one line: the decision and its line, the policy and its line, the clauses. */
import type { Lang } from './plan-words';

export interface BasisAnswer {
  readonly by: string;
  readonly decisionNumber: string | null;
  readonly line: number | null;
  readonly text: string | null;
  readonly clauses: readonly number[];
  readonly policy: { readonly place: string; readonly role: string | null } | null;
}

export function basisFields(lang: Lang): string {
  return `by decisionNumber line text(lang: ${lang.toUpperCase()}) clauses policy { place role }`;
}

/** `withText`: with the words of the decision's line. Lines are counted from one, as on the paper. */
export function basisText(basis: BasisAnswer, lang: Lang, withText: boolean): string {
  return [decisionText(basis, lang, withText), policyText(basis), clauseText(basis, lang)]
    .filter((one) => one !== '')
    .join(' · ');
}

function decisionText({ by, decisionNumber, line, text }: BasisAnswer, lang: Lang, withText: boolean): string {
  const vi = lang === 'vi';
  const place = line === null ? '' : vi ? `, dòng ${line + 1}` : `, line ${line + 1}`;
  const said = withText && text !== null ? `: ${text}` : '';
  if (decisionNumber !== null) return `${vi ? 'QĐ' : 'decision'} ${decisionNumber}${place}${said}`;
  if (line !== null) return `${vi ? 'quyết định này' : 'this decision'}${place}`;
  switch (by) {
    case 'decision':
      return vi ? 'quyết định này' : 'this decision';
    case 'lock':
      return vi ? 'lệnh khóa' : 'a lock';
    case 'exception':
      return vi ? 'ngoại lệ' : 'an exception';
    case 'handover':
      return vi ? 'bàn giao' : 'a handover';
    case 'policy':
      return vi ? 'chính sách' : 'the policy';
    default:
      return '';
  }
}

function policyText({ policy }: BasisAnswer): string {
  if (policy === null) return '';
  return policy.role === null ? policy.place : `${policy.place} (${policy.role})`;
}

function clauseText({ clauses }: BasisAnswer, lang: Lang): string {
  if (clauses.length === 0) return '';
  return lang === 'vi' ? `mục ${clauses.join(', ')}` : `clause ${clauses.join(', ')}`;
}
