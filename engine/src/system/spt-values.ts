// master.dbo.spt_values, as far as scripts use it: the numbers of its type P and the environment of its type E. Undocumented by Microsoft; its other types are not here.
import { defineView } from './define-view';

/** Whose second row holds the bytes of a page. */
const ENVIRONMENT = [['SQLSERVER HOST TYPE', 0], ['WINDOWS/NT', 8192], ['int high bit', -2147483648], ['int4 high byte', 1]] as const;
const LAST_NUMBER = 2047;
const BITS = 8;

/** The view under the name that the resolution of master's names gives it. `low` and `high` are the number's byte and bit. */
export const SPT_VALUES = defineView('master.spt_values', 'name nvarchar35?, number int, type nchar3, low int?, high int?, status int?', function* () {
  for (const [number, [name, low]] of ENVIRONMENT.entries()) yield { name, number, type: 'E  ', low, high: null, status: 0 };
  for (let number = 0; number <= LAST_NUMBER; number++) yield { name: null, number, type: 'P  ', low: Math.floor(number / BITS) + 1, high: 2 ** (number % BITS), status: 0 };
});
