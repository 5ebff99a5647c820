// sp_configure: which options are shown, and which values they take.
import { Messages } from '../../errors/catalogue';
import { raise } from '../../errors/sql-error';
import { INT, varchar } from '../../types/sql-type';
import type { Run } from '../outcome';
import { optional, type TextCall, type TextProcedure } from './catalog/text-procedures';

const LIST = `SELECT CONVERT(nvarchar(35), c.name) AS name, CONVERT(int, c.minimum) AS minimum, CONVERT(int, c.maximum) AS maximum, CONVERT(int, c.value) AS config_value, CONVERT(int, c.value_in_use) AS run_value
FROM sys.configurations AS c`;
const SHOWN = '(c.is_advanced = 0 OR (SELECT CONVERT(int, s.value_in_use) FROM sys.configurations AS s WHERE s.configuration_id = 518) = 1)';
const FIND = `SELECT c.configuration_id, c.name, CONVERT(int, c.minimum), CONVERT(int, c.maximum), CONVERT(int, c.value) FROM sys.configurations AS c WHERE LOWER(c.name) LIKE N'%' + LOWER(@configname) + N'%' AND ${SHOWN} ORDER BY LOWER(c.name)`;

function* configure(call: TextCall): Run<number> {
  if (call.argument('@configname') === null) {
    yield* call.run(`${LIST} WHERE ${SHOWN} ORDER BY LOWER(c.name)`);
    return 0;
  }
  const asked = String(call.argument('@configname'));
  const found = yield* call.rows(FIND);
  const exact = found.find(([, name]) => String(name).toLowerCase() === asked.toLowerCase());
  if (found.length === 0) throw raise(Messages.NoSuchConfiguration, { name: asked });
  if (found.length > 1 && !exact) {
    call.fail(raise(Messages.ConfigurationNotUnique, { name: asked }));
    yield *
      call.run(
        `SELECT CONVERT(nvarchar(35), c.name) AS duplicate_options FROM sys.configurations AS c WHERE LOWER(c.name) LIKE N'%' + LOWER(@configname) + N'%' AND ${SHOWN} ORDER BY LOWER(c.name)`,
      );
    return 1;
  }
  const [id, name, minimum, maximum, value] = (exact ?? found[0] ?? []) as readonly [number, string, number, number, number];
  const wanted = call.argument('@configvalue');
  call.declare('@confignumber', id);
  if (wanted === null) {
    yield* call.run(`${LIST} WHERE c.configuration_id = @confignumber`);
    return 0;
  }
  if (Number(wanted) !== 0 && (Number(wanted) < minimum || Number(wanted) > maximum)) throw raise(Messages.ConfigurationValue, { value: Number(wanted), name: asked });
  call.configure(id, Number(wanted));
  call.say(15457, `Configuration option '${name}' changed from ${value} to ${Number(wanted)}. Run the RECONFIGURE statement to install.`);
  return 0;
}

/** By lower-case name. */
export const CONFIGURATION_PROCEDURES: Readonly<Record<string, TextProcedure>> = {
  sp_configure: { showsCounts: false, parameters: [optional('@configname', varchar(35)), optional('@configvalue', INT)], body: configure },
};
