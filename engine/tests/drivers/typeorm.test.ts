// TypeORM against the engine through its own driver: schema, writes, reads, transactions.
import { DataSource, LessThan, type EntityManager, type MigrationInterface, type QueryRunner } from 'typeorm';
import { send } from '../wire/support/tedious-client';
import { PASSWORD, startEngineServer, type EngineServer } from './engine-server';
import { Category, CategorySize, ENTITIES, Folder, Place, Product, ProductKind, Setting, Tag } from './typeorm-entities';

let server: EngineServer;
let source: DataSource;

const open = (port: number, migrations: (new () => MigrationInterface)[] = []): DataSource => new DataSource({
  type: 'mssql', host: '127.0.0.1', port, username: 'sa', password: PASSWORD, database: 'shop', entities: ENTITIES, migrations,
  options: { encrypt: false, trustServerCertificate: true }, pool: { max: 4 },
});

beforeAll(async () => {
  server = await startEngineServer();
  await send(await server.client(), 'CREATE DATABASE shop');
  await send(await server.client({ database: 'shop' }), 'CREATE SCHEMA audit');
  source = await open(server.port).initialize();
  await source.synchronize();
});
afterAll(async () => {
  await source.destroy();
  await server.close();
  expect(server.problems).toEqual([]);
});
beforeEach(async () => {
  for (const table of ['product_tags_tag', 'product', 'tag', 'category', 'audit"."setting']) await source.query(`DELETE FROM "${table}"`);
});

const addProduct = (values: Partial<Product> = {}, manager: EntityManager = source.manager): Promise<Product> =>
  manager.save(manager.create(Product, { code: 'P1', name: 'Name', kind: ProductKind.Book, ...values }));

async function addProducts(count: number): Promise<void> {
  for (let index = 0; index < count; index++) await addProduct({ code: `P${index}`, name: `Product ${index}`, price: index });
}

describe('schema', () => {
  it('has nothing to change after synchronize', async () => {
    const log = await source.driver.createSchemaBuilder().log();
    expect(log.upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('emits one change for one changed column and takes it back', async () => {
    const column = source.getMetadata(Category).columns.find(({ propertyName }) => propertyName === 'name');
    if (!column) throw new Error('no column');
    column.length = '60';
    await source.synchronize();
    expect(await source.query("SELECT CHARACTER_MAXIMUM_LENGTH AS n FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = 'category' AND COLUMN_NAME = 'name'")).toEqual([{ n: 60 }]);
    column.length = '40';
    await source.synchronize();
    expect((await source.driver.createSchemaBuilder().log()).upQueries).toEqual([]);
  });

  it('reads tables back as they were declared', async () => {
    const runner = source.createQueryRunner();
    const table = await runner.getTable('product');
    await runner.release();
    expect(table?.checks.map(({ name }) => name)).toContain('CK_product_price');
    expect(table?.uniques.map(({ name }) => name)).toContain('UQ_product_code');
    expect(table?.indices.find(({ name }) => name === 'IX_product_cheap')?.where).toContain('price');
    expect(table?.findColumnByName('name')?.collation).toBe('Latin1_General_CS_AS');
    expect(table?.findColumnByName('label')).toMatchObject({ generatedType: 'STORED' });
    expect(table?.findColumnByName('taste')).toMatchObject({ type: 'vector', length: '3' });
    expect(table?.foreignKeys.map(({ onDelete }) => onDelete)).toEqual(['SET NULL']);
  });

  it('renames tables and columns with their constraints', async () => {
    const runner = source.createQueryRunner();
    await runner.query('CREATE TABLE "shop"."audit"."old" ("id" int NOT NULL CONSTRAINT "PK_old" PRIMARY KEY, "a" int)');
    await runner.renameTable('shop.audit.old', 'new');
    await runner.renameColumn('shop.audit.new', 'a', 'b');
    expect((await runner.getTable('shop.audit.new'))?.columns.map(({ name }) => name)).toEqual(['id', 'b']);
    await runner.dropTable('shop.audit.new');
    await runner.release();
  });
});

class AddCoupon1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE "coupon" ("id" int IDENTITY(1,1) NOT NULL, "code" nvarchar(20) NOT NULL CONSTRAINT "DF_coupon" DEFAULT N\'x\', CONSTRAINT "PK_coupon" PRIMARY KEY ("id"))');
  }
  async down(runner: QueryRunner): Promise<void> { await runner.query('DROP TABLE "coupon"'); }
}
class BreakCoupon1700000000002 implements MigrationInterface {
  static isBroken = true;
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "coupon" ADD "late" int NULL');
    if (BreakCoupon1700000000002.isBroken) await runner.query('SELECT * FROM "nowhere"');
  }
  async down(runner: QueryRunner): Promise<void> { await runner.query('ALTER TABLE "coupon" DROP COLUMN "late"'); }
}

it('runs migrations, rolls a failed one back, and reverts', async () => {
  // TypeORM prints a failed migration by itself.
  const muted = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const other = await open(server.port, [AddCoupon1700000000001, BreakCoupon1700000000002]).initialize();
  const columns = async (): Promise<unknown> => other.query("SELECT name FROM sys.columns WHERE object_id = OBJECT_ID('coupon') ORDER BY column_id");
  await expect(other.runMigrations({ transaction: 'each' })).rejects.toThrow("Invalid object name 'nowhere'");
  expect(await columns()).toEqual([{ name: 'id' }, { name: 'code' }]);
  BreakCoupon1700000000002.isBroken = false;
  expect((await other.runMigrations({ transaction: 'all' })).map(({ name }) => name)).toEqual(['BreakCoupon1700000000002']);
  expect(await columns()).toHaveLength(3);
  await other.undoLastMigration();
  await other.undoLastMigration();
  expect(await columns()).toEqual([]);
  await other.query('DROP TABLE "migrations"');
  await other.destroy();
  muted.mockRestore();
});

describe('writes', () => {
  it('brings every value back as it was saved, generated ones included', async () => {
    const soldAt = new Date('2024-02-29T12:34:56.789Z');
    const saved = await addProduct({
      name: 'Ünïcode ☃', price: 12.5, kind: ProductKind.Film, stock: '9007199254740993', image: Buffer.from([0, 1, 255]), details: { pages: 3 }, soldAt, place: 'POINT (1.5 2)', shelf: '/2/7/', taste: [1, 2.5, -3],
    });
    expect(saved).toMatchObject({ id: expect.any(Number) as number, version: 1, label: 'P1!' });
    const read = await source.manager.findOneByOrFail(Product, { id: saved.id });
    expect(read).toMatchObject({
      name: 'Ünïcode ☃', price: 12.5, kind: 'film', stock: '9007199254740993', image: Buffer.from([0, 1, 255]), details: { pages: 3 }, soldAt, place: 'POINT (1.5 2)', taste: [1, 2.5, -3], deletedAt: null,
    });
    expect(await source.query('SELECT place.STSrid AS srid FROM product')).toEqual([{ srid: 25832 }]);
    expect(await source.query('SELECT shelf.ToString() AS shelf, shelf.GetLevel() AS level FROM product')).toEqual([{ shelf: '/2/7/', level: 2 }]);
  });

  it('counts versions, and enforces checks, enums and uniques', async () => {
    const product = await addProduct();
    product.price = 3;
    await source.manager.save(product);
    expect(product.version).toBe(2);
    await expect(addProduct({ code: 'P2', price: -1 })).rejects.toThrow('CK_product_price');
    await expect(addProduct({ code: 'P3', kind: 'none' as ProductKind })).rejects.toThrow('CHECK constraint');
    await expect(addProduct()).rejects.toMatchObject({ driverError: { number: 2627 } });
  });

  it('upserts by MERGE, NULLs of any type included', async () => {
    await source.manager.upsert(Setting, [{ key: 'a', value: '1' }, { key: 'b', value: '2', since: '2024-01-02' }], ['key']);
    await source.manager.upsert(Setting, { key: 'a', value: '3' }, ['key']);
    expect(await source.manager.find(Setting, { order: { key: 'ASC' } })).toEqual([{ key: 'a', value: '3', since: null }, { key: 'b', value: '2', since: '2024-01-02' }]);
    await source.manager.insert(Setting, { key: 'c', value: '4', since: null });
    await expect(source.manager.insert(Setting, { key: 'c', value: '5' })).rejects.toMatchObject({ driverError: { number: 2627 } });
  });

  it('hides what is softly deleted and restores it', async () => {
    const product = await addProduct();
    await source.manager.softDelete(Product, product.id);
    expect(await source.manager.count(Product)).toBe(0);
    expect(await source.manager.count(Product, { withDeleted: true })).toBe(1);
    await source.manager.restore(Product, product.id);
    expect(await source.manager.count(Product)).toBe(1);
  });

  it('updates, increments and deletes by criteria, and sets NULL along a foreign key', async () => {
    await addProducts(4);
    expect(await source.manager.update(Product, { price: LessThan(2) }, { stock: '7' })).toMatchObject({ affected: 2 });
    await source.manager.increment(Product, { code: 'P3' }, 'price', 10);
    const category = await source.manager.save(source.manager.create(Category, { name: 'c' }));
    await source.manager.update(Product, { code: 'P3' }, { category });
    await source.manager.delete(Category, category.id);
    expect(await source.manager.findOne(Product, { where: { code: 'P3' }, relations: { category: true } })).toMatchObject({ price: 13, category: null });
    expect(await source.manager.delete(Product, { stock: '7' })).toMatchObject({ affected: 2 });
  });
});

describe('reads', () => {
  it('pages, with and without joins', async () => {
    const category = await source.manager.save(source.manager.create(Category, { name: 'paged' }));
    for (let index = 0; index < 5; index++) await addProduct({ code: `P${index}`, price: index, category, tags: index === 0 ? [source.manager.create(Tag, { label: 'x' }), source.manager.create(Tag, { label: 'y' })] : [] });
    const [page, total] = await source.manager.findAndCount(Product, { order: { price: 'DESC' }, skip: 1, take: 2 });
    expect([page.map(({ price }) => price), total]).toEqual([[3, 2], 5]);
    const joined = await source.manager.find(Product, { relations: { tags: true, category: true }, order: { price: 'ASC' }, take: 2 });
    expect(joined.map(({ tags, category: of }) => [tags.length, of?.name])).toEqual([[2, 'paged'], [0, 'paged']]);
    expect(await source.manager.find(CategorySize)).toEqual([{ name: 'paged', products: 5 }]);
  });

  it('compares by the collation of the column', async () => {
    await addProduct({ name: 'Case' });
    expect(await source.manager.countBy(Product, { name: 'case' })).toBe(0);
    expect(await source.manager.countBy(Product, { code: 'p1' })).toBe(1);
  });

  it('streams rows', async () => {
    await addProducts(20);
    const stream = await source.createQueryBuilder(Product, 'p').select('p.code', 'code').orderBy('p.price').stream();
    const codes: string[] = [];
    for await (const row of stream) codes.push((row as { code: string }).code);
    expect(codes).toHaveLength(20);
    expect(codes[19]).toBe('P19');
  });

  it('walks a closure table and a materialized path', async () => {
    for (const entity of [Folder, Place]) {
      const trees = source.getTreeRepository<Folder>(entity);
      const root = await trees.save(trees.create({ name: 'root' }));
      const child = await trees.save(trees.create({ name: 'child', parent: root }));
      await trees.save(trees.create({ name: 'leaf', parent: child }));
      expect((await trees.findTrees())[0]).toMatchObject({ name: 'root', children: [{ name: 'child', children: [{ name: 'leaf' }] }] });
      expect(await trees.countDescendants(root)).toBe(3);
      const leaf = await trees.findOneByOrFail({ name: 'leaf' });
      expect((await trees.findAncestors(leaf)).map(({ name }) => name).sort()).toEqual(['child', 'leaf', 'root']);
    }
  });
});

describe('transactions', () => {
  it.each(['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const)('commit and roll back at %s', async (isolation) => {
    await source.transaction(isolation, (manager) => addProduct({ code: 'kept' }, manager));
    await expect(source.transaction(isolation, async (manager) => {
      await addProduct({ code: 'lost' }, manager);
      throw new Error('undo');
    })).rejects.toThrow('undo');
    expect((await source.manager.find(Product)).map(({ code }) => code)).toEqual(['kept']);
  });

  it('nest as savepoints', async () => {
    await source.transaction(async (outer) => {
      await addProduct({ code: 'outer' }, outer);
      await outer.transaction(async (inner) => {
        await addProduct({ code: 'inner' }, inner);
        throw new Error('undo');
      }).catch(() => undefined);
      await outer.transaction((inner) => addProduct({ code: 'second' }, inner));
    });
    expect((await source.manager.find(Product, { order: { code: 'ASC' } })).map(({ code }) => code)).toEqual(['outer', 'second']);
  });

  it('read under every lock mode, and a pessimistic write makes the other wait', async () => {
    const { id } = await addProduct();
    await source.transaction(async (manager) => {
      for (const mode of ['pessimistic_read', 'pessimistic_write', 'dirty_read'] as const) expect(await manager.findOne(Product, { where: { id }, lock: { mode } })).toMatchObject({ id });
    });
    await expect(source.manager.findOne(Product, { where: { id }, lock: { mode: 'optimistic', version: 9 } })).rejects.toThrow('version');
    const order: string[] = [];
    let isHeld: () => void = () => undefined;
    const held = new Promise<void>((resolve) => { isHeld = resolve; });
    const first = source.transaction(async (manager) => {
      await manager.findOne(Product, { where: { id }, lock: { mode: 'pessimistic_write' } });
      isHeld();
      await new Promise((resolve) => setTimeout(resolve, 50));
      await manager.increment(Product, { id }, 'price', 1);
      order.push('first');
    });
    await held;
    const second = source.transaction(async (manager) => {
      const product = await manager.findOne(Product, { where: { id }, lock: { mode: 'pessimistic_write' } });
      order.push(`second sees ${product?.price}`);
    });
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second sees 1']);
  });
});
