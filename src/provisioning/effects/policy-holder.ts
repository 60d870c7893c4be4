import type { EntityManager } from 'typeorm';
import type { Policy } from '../core';

/** The policy in force and the text it was read from. */
export interface PolicyHolder {
  current(): Policy;
  text(): string;
  /**
   * Looks whether another process has put another policy in force meanwhile: as the last commit tells, or as an open
   * transaction sees it. Left out where nobody else can.
   */
  refresh?(manager?: EntityManager): Promise<void>;
}
