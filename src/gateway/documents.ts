/**
 * Operation texts that were seen before: parsed once, judged by the limits once, validated once. Plans hang on the
 * parsed object, so a text that is still here is never planned again. Bounded by entries and by characters; the text
 * that was used longest ago leaves first.
 */
import { createHash } from 'node:crypto';
import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { Phrase } from '../errors/phrases';
import { Refusal } from '../errors/refusal';
import { refuseOversized, type OperationLimits } from './limits';

export interface CacheBounds {
  readonly entries: number;
  readonly characters: number;
}

const BOUNDS: CacheBounds = { entries: 1_000, characters: 4_000_000 };

interface Entry {
  readonly document: DocumentNode;
  readonly characters: number;
  validationErrors: readonly GraphQLError[] | null;
}

export class DocumentCache {
  private readonly entries = new Map<string, Entry>();
  private characters = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: OperationLimits,
    private readonly bounds: CacheBounds = BOUNDS,
  ) {}

  /** Parses a text and refuses one that is too large; throws a GraphQLError GRAPHQL_PARSE_FAILED for a wrong one. */
  admit(source: string): DocumentNode {
    return this.entryOf(source).document;
  }

  /** The document, or why it does not fit the schema. */
  validated(source: string): DocumentNode | readonly GraphQLError[] {
    return this.verdict(this.entryOf(source));
  }

  /** A valid document by the SHA-256 of its text, as Apollo Server names it; undefined when it is not here. */
  byHash(hash: string): DocumentNode | undefined {
    const entry = this.entries.get(hash);
    const verdict = entry && this.verdict(entry);
    return verdict && 'kind' in verdict ? verdict : undefined;
  }

  private verdict(entry: Entry): DocumentNode | readonly GraphQLError[] {
    entry.validationErrors ??= validate(this.schema, entry.document).map(withCode('GRAPHQL_VALIDATION_FAILED'));
    return entry.validationErrors.length === 0 ? entry.document : entry.validationErrors;
  }

  private entryOf(source: string): Entry {
    const hash = createHash('sha256').update(source).digest('hex');
    let entry = this.entries.get(hash);
    if (entry) {
      this.entries.delete(hash);
    } else {
      entry = { document: this.parsed(source), characters: source.length, validationErrors: null };
      this.characters += source.length;
    }
    this.entries.set(hash, entry);
    this.evict();
    return entry;
  }

  private parsed(source: string): DocumentNode {
    let document: DocumentNode;
    try {
      document = parse(source, { maxTokens: this.limits.tokens });
    } catch (error) {
      // Within the tokens there is room to nest deeper than the parser's stack.
      if (error instanceof RangeError)
        throw new Refusal('QUERY_TOO_COMPLEX', { detail: new Phrase('DEPTH', { max: this.limits.depth }) });
      if (!(error instanceof GraphQLError)) throw error;
      if (/more tha[nt] \d+ tokens/.test(error.message)) {
        throw new Refusal('QUERY_TOO_COMPLEX', { detail: new Phrase('TOKENS', { max: this.limits.tokens }) });
      }
      throw withCode('GRAPHQL_PARSE_FAILED')(error);
    }
    refuseOversized(document, this.limits);
    return document;
  }

  private evict(): void {
    for (const [hash, entry] of this.entries) {
      if (this.entries.size <= this.bounds.entries && this.characters <= this.bounds.characters) return;
      if (this.entries.size === 1) return;
      this.entries.delete(hash);
      this.characters -= entry.characters;
    }
  }
}

function withCode(code: string): (error: GraphQLError) => GraphQLError {
  return (error) => {
    const { nodes, source, positions, extensions } = error;
    return new GraphQLError(error.message, {
      nodes,
      source: nodes ? undefined : source,
      positions: nodes ? undefined : positions,
      extensions: { ...extensions, code: extensions.code ?? code },
    });
  };
}
