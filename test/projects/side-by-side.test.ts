// Runs at once on one server, from one checkout or from several: none disturbs another, and what is the same is built once.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expectGreen, TEMPLATE } from './expectations';
import { leftovers, runCommand, runJest, type JestOutcome } from './jest-project';
import { useTestServer } from './with-server';

const { workshop, server } = useTestServer();
jest.setTimeout(180_000);

const MIGRATION = 'src/migrations/1700000000000-create-items.ts';
const on = (prefix: string): Record<string, string> => ({ ...server().environment, MSSQL_TEST_PREFIX: prefix });
const built = (outcomes: readonly JestOutcome[]): number => outcomes.filter((outcome) => /template built/.test(outcome.lines.at(-1) ?? '')).length;
const textOf = (name: string): string => fs.readFileSync(path.join(__dirname, 'fixtures', 'mini', name), 'utf8');
/** Another checkout, on a branch whose migration makes one row more. */
const otherBranch = (): string => workshop.make('mini', { [MIGRATION]: textOf(MIGRATION).replace("(N'two')", "(N'two'), (N'three')") });

it('builds one template for three runs at once, two of them from one checkout', async () => {
  const shared = workshop.make('mini');
  const outcomes = await Promise.all([
    runJest(shared, ['a.spec'], on('same')),
    runJest(shared, ['b.spec'], on('same')),
    runJest(workshop.make('mini'), ['--maxWorkers=2'], on('same')),
  ]);
  expect(outcomes.map(({ passed, failed }) => [passed.length, failed])).toEqual([[2, []], [2, []], [4, []]]);
  expect(built(outcomes)).toBe(1);
  expect(await server().databases('same_')).toEqual([TEMPLATE]);
});

it('keeps two checkouts apart whose migrations differ, at once and one after the other', async () => {
  const [main, branch] = [workshop.make('mini'), otherBranch()];
  const both = await Promise.all([runJest(main, ['--maxWorkers=2'], on('branches')), runJest(branch, ['--maxWorkers=2'], on('branches'))]);
  both.forEach((outcome) => expectGreen(outcome, 4));
  expect(built(both)).toBe(2);
  expect(await server().databases('branches_')).toEqual([TEMPLATE, TEMPLATE]);
  for (const directory of [branch, main]) {
    const again = await runJest(directory, ['a.spec'], on('branches'));
    expectGreen(again, 2);
    expect(again.lines.at(-1)).toMatch(/template reused/);
  }
  expect(await server().databases('branches_')).toEqual([TEMPLATE, TEMPLATE]);
});

it('leaves a run in the middle of its tests alone: another checkout starts and ends, and prunes, meanwhile', async () => {
  const marker = path.join(workshop.directory, 'others-have-ended');
  const slow = workshop.make('mini', {
    'test/b.spec.ts': undefined,
    'test/a.spec.ts': `
      import * as fs from 'node:fs';
      import dataSource from '../src/data-source';
      import { defineItemTests } from './items';
      defineItemTests();
      it('waits for the others', async () => {
        fs.writeSync(2, 'IN THE MIDDLE\\n');
        while (!fs.existsSync(${JSON.stringify(marker)})) await new Promise((resolve) => setTimeout(resolve, 50));
        expect(await dataSource.query('SELECT COUNT(*) AS n FROM dbo.item')).toEqual([{ n: 2 }]);
      }, 60_000);`,
  });
  const seen: { others?: readonly JestOutcome[]; pruned?: string } = {};
  const others = async (): Promise<void> => {
    try {
      const branch = otherBranch();
      seen.others = [await runJest(branch, ['a.spec'], on('middle')), await runJest(workshop.make('mini'), ['a.spec'], on('middle'))];
      seen.pruned = (await runCommand(branch, ['prune'], on('middle'))).output;
    } finally {
      fs.writeFileSync(marker, '');
    }
  };
  const outcome = await runJest(slow, [], on('middle'), { when: /IN THE MIDDLE/, act: others });
  expectGreen(outcome, 3);
  expect(seen.others?.map(({ passed, lines }) => [passed.length, /template \w+/.exec(lines.at(-1) ?? '')?.[0]])).toEqual([[2, 'template built'], [2, 'template reused']]);
  expect(seen.pruned).toMatch(/dropped 1 template and 0 databases of dead runs\n.*\nleft 1 template that a run uses now\n/);
  expect(leftovers(slow)).toEqual([]);
  expect(await server().databases('middle_')).toEqual([TEMPLATE]);
});
