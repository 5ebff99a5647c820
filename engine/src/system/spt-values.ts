// master.dbo.spt_values, as far as scripts use it: the numbers of its type P. Undocumented by Microsoft; its other types are not here.
import { defineView } from './define-view';

const LAST_NUMBER = 2047;
const BITS = 8;

/** The view under the name that the resolution of master's names gives it. `low` and `high` are the number's byte and bit. */
export const SPT_VALUES = defineView('master.spt_values', 'name nvarchar35?, number int, type nchar3, low int?, high int?, status int?', function* () {
  for (let number = 0; number <= LAST_NUMBER; number++) yield { name: null, number, type: 'P  ', low: Math.floor(number / BITS) + 1, high: 2 ** (number % BITS), status: 0 };
});
