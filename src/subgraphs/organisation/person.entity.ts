import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A human being, never an account. The name columns are the name borne now; `names` holds all of them with their days. */
@Entity('person')
@Index('ux_person_login', ['login'], { unique: true })
@Index('ix_person_sort', ['sortKey', 'id'])
@Index('ix_person_citizen', ['citizenHash'])
@Index('ix_person_search', ['searchKey'])
export class PersonRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_person' })
  id: string;

  /** Chosen once, kept for ever, never given to another. */
  @Column('varchar', { length: 64 })
  login: string;

  @Column('varchar', { length: 100 })
  familyName: string;

  @Column('varchar', { length: 100 })
  middleName: string;

  @Column('varchar', { length: 100 })
  givenName: string;

  /** JSON: every name with the day from which it is borne. */
  @Column('text')
  names: string;

  /** Without marks, lower case: what two spellings of one name share. */
  @Column('varchar', { length: 255 })
  searchKey: string;

  /** The exact spelling in ASCII, so that every database compares it byte by byte. */
  @Column('text')
  spelling: string;

  /** Vietnamese order as text that sorts byte by byte. */
  @Column('varchar', { length: 191 })
  sortKey: string;

  @Column('varchar', { length: 10, nullable: true })
  birthDate: string | null;

  @Column('varchar', { length: 32, nullable: true })
  phone: string | null;

  /** AES-256-GCM; never logged, never shown. */
  @Column('varchar', { length: 128, nullable: true })
  citizenCipher: string | null;

  /** HMAC-SHA256, for matching only. */
  @Column('varchar', { length: 64, nullable: true })
  citizenHash: string | null;

  @Column('datetime', { precision: 3 })
  createdAt: Date;
}
