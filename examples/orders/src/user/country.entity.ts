// Reference data: the rows come from a migration, the application only reads them.
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A country that kits can be shipped to. */
@Entity('countries')
export class Country {
  @PrimaryColumn({ type: 'char', length: 2, primaryKeyConstraintName: 'PK_countries' })
  code!: string;

  @Column({ type: 'nvarchar', length: 80 })
  name!: string;

  @Column({ type: 'decimal', precision: 5, scale: 2, default: 0 })
  vatRate!: number;

  @Column({ type: 'bit', default: true })
  shipsKits!: boolean;
}
