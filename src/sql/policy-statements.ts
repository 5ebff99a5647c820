// Row-level security filters and blocks everybody, the owner of a database too (Learn: Row-Level Security): while rows of tables are copied,
// taken away and put back, the policies are off. Which of them were on in the template, its baseline knows.
import { quoteName } from './quoting';
import { OWN_SCHEMA } from './schema-statements';

const OWN = quoteName(OWN_SCHEMA);

const alterText = (state: 'ON' | 'OFF'): string => `N'ALTER SECURITY POLICY ' + QUOTENAME(s.name) + N'.' + QUOTENAME(p.name) + N' WITH (STATE = ${state});'`;
const POLICIES = 'sys.security_policies AS p INNER JOIN sys.schemas AS s ON s.schema_id = p.schema_id';
const NOTED = `${POLICIES} INNER JOIN ${OWN}.[base_policy] AS b ON b.object_id = p.object_id`;

/** The texts that note which policies are on; the table must not be there yet. */
export function notePoliciesTexts(): readonly string[] {
  return [
    `CREATE TABLE ${OWN}.[base_policy] (object_id int NOT NULL PRIMARY KEY);`,
    `INSERT INTO ${OWN}.[base_policy] (object_id) SELECT p.object_id FROM sys.security_policies AS p WHERE p.is_enabled = 1;`,
  ];
}

/** The text that switches every policy that was noted. */
export function switchPoliciesText(isOn: boolean): string {
  return `DECLARE @text nvarchar(max);
SELECT @text = STRING_AGG(CONVERT(nvarchar(max), ${alterText(isOn ? 'ON' : 'OFF')}), N' ') FROM ${NOTED};
IF @text IS NOT NULL EXEC sys.sp_executesql @text;`;
}

/** The part of the cleaning procedure that switches off every policy that is on, before anything else is done. */
export const POLICIES_OFF = `
  INSERT INTO @work (text) SELECT ${alterText('OFF')} FROM ${POLICIES} WHERE p.is_enabled = 1;`;

/** The part of the cleaning procedure that switches on what the template had on, after all else. */
export const POLICIES_ON = `
  INSERT INTO @work (text) SELECT ${alterText('ON')} FROM ${NOTED};`;
