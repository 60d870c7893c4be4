/**
 * Columns for migrations that mean the same on SQLite and MySQL. Text is `varchar` with a length (MySQL: utf8mb4),
 * instants are `datetime(3)` in UTC, JSON is text that we serialise ourselves.
 */
import type { TableColumnOptions } from 'typeorm';

type Nullable = 'nullable' | 'required';

export function id(name: string, primaryKeyConstraintName: string, length = 36): TableColumnOptions {
  return { name, type: 'varchar', length: String(length), isPrimary: true, primaryKeyConstraintName };
}

export function text(name: string, length: number, nullable: Nullable = 'required'): TableColumnOptions {
  return { name, type: 'varchar', length: String(length), isNullable: nullable === 'nullable' };
}

export function instant(name: string, nullable: Nullable = 'required'): TableColumnOptions {
  return { name, type: 'datetime', precision: 3, isNullable: nullable === 'nullable' };
}

/** A Hanoi day, `YYYY-MM-DD`; sorts and compares as text. */
export function day(name: string, nullable: Nullable = 'required'): TableColumnOptions {
  return { name, type: 'varchar', length: '10', isNullable: nullable === 'nullable' };
}

export function integer(name: string, nullable: Nullable = 'required'): TableColumnOptions {
  return { name, type: 'integer', isNullable: nullable === 'nullable' };
}

export function flag(name: string): TableColumnOptions {
  return { name, type: 'boolean' };
}

export function json(name: string, nullable: Nullable = 'required'): TableColumnOptions {
  return { name, type: 'text', isNullable: nullable === 'nullable' };
}
