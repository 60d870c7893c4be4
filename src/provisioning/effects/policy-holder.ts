import type { Policy } from '../core';

/** The policy in force and the text it was read from; `main` replaces both when the file changes. */
export interface PolicyHolder {
  current(): Policy;
  text(): string;
}
