// Which scripts sqlScripts() runs, and in which order.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { sqlScripts } from '../../src/config/schema-source';
import { scriptFiles } from '../../src/template/run-scripts';

const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'scripts-')));
afterAll(() => fs.rmSync(directory, { recursive: true }));

it("takes a glob's files in the order of the numbers in their names", () => {
  for (const name of ['v_10_rows.sql', 'v_2_rows.sql', 'v_1_tables.sql', '002-b.sql', '001-a.sql', 'a.sql']) fs.writeFileSync(path.join(directory, name), '');
  const files = scriptFiles(sqlScripts({ files: ['a.sql', 'v_*.sql', '0*.sql'] }), directory);
  expect(files.map((file) => path.basename(file))).toEqual(['a.sql', 'v_1_tables.sql', 'v_2_rows.sql', 'v_10_rows.sql', '001-a.sql', '002-b.sql']);
});

it('refuses a pattern that matches nothing', () => {
  expect(() => scriptFiles(sqlScripts({ files: ['none/*.sql'] }), directory)).toThrow(expect.objectContaining({ code: 'JNM_SCRIPT' }));
});
