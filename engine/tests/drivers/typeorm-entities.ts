// A small shop in TypeORM's words: every kind of column, relation and tree that its mssql driver has SQL of its own for.
import 'reflect-metadata';
import {
  Check, Column, CreateDateColumn, DeleteDateColumn, Entity, Index, JoinColumn, JoinTable, ManyToMany, ManyToOne, OneToMany, PrimaryColumn, PrimaryGeneratedColumn,
  Tree, TreeChildren, TreeParent, Unique, UpdateDateColumn, VersionColumn, ViewColumn, ViewEntity, type Relation,
} from 'typeorm';

/** Kinds of a product: an enum, which mssql holds as text. */
export enum ProductKind { Book = 'book', Film = 'film' }

@Entity()
export class Category {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ length: 40 }) name!: string;
  @OneToMany(() => Product, (product) => product.category) products!: Relation<Product>[];
}

@Entity()
export class Tag {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column({ length: 20, unique: true }) label!: string;
}

@Entity()
@Check('CK_product_price', '"price" >= 0')
@Unique('UQ_product_code', ['code'])
@Index('IX_product_cheap', ['name'], { where: '"price" < 10' })
export class Product {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ length: 10 }) code!: string;
  @Column({ length: 100, collation: 'Latin1_General_CS_AS' }) name!: string;
  @Column('decimal', { precision: 12, scale: 2, default: 0 }) price!: number;
  @Column({ type: 'simple-enum', enum: ProductKind, default: ProductKind.Book }) kind!: ProductKind;
  @Column({ type: 'nvarchar', length: 11, insert: false, update: false, generatedType: 'STORED', asExpression: "[code] + N'!'" }) label!: string;
  @Column('bigint', { nullable: true }) stock!: string | null;
  @Column('varbinary', { length: 'MAX', nullable: true }) image!: Buffer | null;
  @Column('simple-json', { nullable: true }) details!: { pages: number } | null;
  @Column('datetimeoffset', { nullable: true }) soldAt!: Date | null;
  @Column('geometry', { nullable: true, srid: 25832 }) place!: string | null;
  @Column('hierarchyid', { nullable: true }) shelf!: string | Buffer | null;
  @Column('vector', { length: 3, nullable: true }) taste!: number[] | null;
  @CreateDateColumn() createdAt!: Date;
  @UpdateDateColumn() updatedAt!: Date;
  @DeleteDateColumn() deletedAt!: Date | null;
  @VersionColumn() version!: number;
  @ManyToOne(() => Category, (category) => category.products, { nullable: true, onDelete: 'SET NULL' }) @JoinColumn() category!: Relation<Category> | null;
  @ManyToMany(() => Tag, { cascade: true }) @JoinTable() tags!: Tag[];
}

@ViewEntity({ expression: 'SELECT "category"."name" AS "name", COUNT(*) AS "products" FROM "product" INNER JOIN "category" ON "category"."id" = "product"."categoryId" GROUP BY "category"."name"' })
export class CategorySize {
  @ViewColumn() name!: string;
  @ViewColumn() products!: number;
}

@Entity()
@Tree('closure-table')
export class Folder {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ length: 20 }) name!: string;
  @TreeChildren() children!: Folder[];
  @TreeParent({ onDelete: 'NO ACTION' }) parent!: Folder | null;
}

@Entity()
@Tree('materialized-path')
export class Place {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ length: 20 }) name!: string;
  @TreeChildren() children!: Place[];
  @TreeParent() parent!: Place | null;
}

@Entity({ schema: 'audit' })
export class Setting {
  @PrimaryColumn({ length: 30 }) key!: string;
  @Column({ type: 'date', nullable: true }) since!: string | null;
  @Column({ length: 30 }) value!: string;
}

/** Everything above. */
export const ENTITIES = [Category, Tag, Product, CategorySize, Folder, Place, Setting];
