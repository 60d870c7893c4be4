/** What a bench stands on: a store and the systems, embedded or real. */
import type { DataSource } from 'typeorm';
import type { Connector } from '../../../src/connectors/contract';
import type { Clock } from '../../../src/shared/clock';
import type { DirectorySystem, MailSystem } from './actual';
import type { Papers } from './papers';
import type { Rows } from './rows';

export interface Servers {
  readonly writer: DataSource;
  readonly reader: DataSource;
  /** Past TypeORM and its connections: to put rows back, and to look. */
  readonly rows: Rows;
  readonly directory: DirectorySystem;
  readonly mail: MailSystem;
  readonly papers: Papers;
  /** Directory and mail start again when they are put back, so that who was connected must connect anew. */
  readonly restarts: boolean;
  connect(targetId: 'directory' | 'mail'): Connector;
  /** Resolves when no transaction is under way any more: a history that failed may have left some. */
  settled(): Promise<void>;
  /** The time that the store goes by, where it has a clock of its own. */
  turnTo(clock: Clock): void;
  /** What is left when store and systems are closed. */
  close(): Promise<void>;
}
