import { GraphQLError } from 'graphql';
import { CATALOGUE, type Code, type Language } from './catalogue';
import { fillIn } from './fill-in';
import { kindIn, Phrase } from './phrases';

/** One thing that is wrong with an input: its code, where it stands (`appoint.0.postId`), and the values its text names. */
export interface Problem {
  readonly code: Code;
  /** Path inside the input; empty when no single field is to blame. */
  readonly path: readonly (string | number)[];
  /** Values for the placeholders of the catalogue's text. Never a secret: they reach the caller and the log. */
  readonly values?: Readonly<Record<string, string | number | Phrase>>;
}

/**
 * A refusal that a person meets. `extensions.code` is stable: clients branch on it, never on the text. When several
 * inputs are wrong at once all of them are told in `extensions.problems`, and the first gives the code.
 */
export class Refusal extends GraphQLError {
  readonly problems: readonly Problem[];

  constructor(code: Code, values?: Problem['values'], path: Problem['path'] = []) {
    super(describe({ code, path, values }, 'en'), { extensions: { code } });
    this.problems = [{ code, path, values }];
    this.name = 'Refusal';
  }

  /** All problems of one input at once; there must be at least one. */
  static of(problems: readonly Problem[]): Refusal {
    const first = problems[0];
    if (first === undefined) throw new Error('a refusal needs at least one problem');
    const refusal = new Refusal(first.code, first.values, first.path);
    (refusal as { problems: readonly Problem[] }).problems = problems;
    return refusal;
  }

  get code(): Code {
    return this.problems[0]!.code;
  }
}

/** The catalogue's text with its placeholders filled in. */
export function describe(problem: Problem, language: Language): string {
  const values = valuesIn(problem.values ?? {}, language);
  const kind = values.kind === undefined ? undefined : kindIn(String(values.kind), language);
  return fillIn(CATALOGUE[problem.code][language], { ...values, kind });
}

/** The values as they leave us: phrases in the caller's language, all else as it is. */
export function valuesIn(values: NonNullable<Problem['values']>, language: Language): Record<string, string | number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, said(value, language)]));
}

function said(value: string | number | Phrase, language: Language): string | number {
  return value instanceof Phrase ? value.in(language) : value;
}
