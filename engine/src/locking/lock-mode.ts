// Lock modes: which go together and what two of them held by one owner add up to. Knows no resources and no owners.

/** SQL Server's lock modes, spelled as sys.dm_tran_locks prints them (request_mode, with Range modes as RangeS-S). */
export type LockMode =
  | 'IS' | 'S' | 'U' | 'IX' | 'SIX' | 'UIX' | 'X' | 'Sch-S' | 'Sch-M' | 'BU'
  | 'RangeS-S' | 'RangeS-U' | 'RangeI-N' | 'RangeI-S' | 'RangeI-U' | 'RangeI-X' | 'RangeX-S' | 'RangeX-U' | 'RangeX-X';

const ORDER: readonly LockMode[] = [
  'IS', 'S', 'U', 'IX', 'SIX', 'UIX', 'X', 'Sch-S', 'Sch-M', 'BU',
  'RangeS-S', 'RangeS-U', 'RangeI-N', 'RangeI-S', 'RangeI-U', 'RangeI-X', 'RangeX-S', 'RangeX-U', 'RangeX-X',
];

/** Every mode, in the order of the matrix. */
export const LOCK_MODES = ORDER;

// One row per requested mode, one column per granted mode, both in ORDER: Y compatible, n conflict.
// Columns:      IS S U IX SIX UIX X SchS SchM BU  RSS RSU RIN RIS RIU RIX RXS RXU RXX
const MATRIX: readonly string[] = [
  /* IS       */ 'YYYYYYnYnnnnnnnnnnn',
  /* S        */ 'YYYnnnnYnnYYYYYnYYn',
  /* U        */ 'YYnnnnnYnnYnYYnnYnn',
  /* IX       */ 'YnnYnnnYnnnnnnnnnnn',
  /* SIX      */ 'YnnnnnnYnnnnnnnnnnn',
  /* UIX      */ 'YnnnnnnYnnnnnnnnnnn',
  /* X        */ 'nnnnnnnYnnnnYnnnnnn',
  /* Sch-S    */ 'YYYYYYYYnYYYYYYYYYY',
  /* Sch-M    */ 'nnnnnnnnnnnnnnnnnnn',
  /* BU       */ 'nnnnnnnYnYnnnnnnnnn',
  /* RangeS-S */ 'nYYnnnnYnnYYnnnnnnn',
  /* RangeS-U */ 'nYnnnnnYnnYnnnnnnnn',
  /* RangeI-N */ 'nYYnnnYYnnnnYYYYnnn',
  /* RangeI-S */ 'nYYnnnnYnnnnYYYnnnn',
  /* RangeI-U */ 'nYnnnnnYnnnnYYnnnnn',
  /* RangeI-X */ 'nnnnnnnYnnnnYnnnnnn',
  /* RangeX-S */ 'nYYnnnnYnnnnnnnnnnn',
  /* RangeX-U */ 'nYnnnnnYnnnnnnnnnnn',
  /* RangeX-X */ 'nnnnnnnYnnnnnnnnnnn',
];

const POSITION = new Map<LockMode, number>(ORDER.map((mode, position) => [mode, position]));
const COMPATIBLE: ReadonlyMap<LockMode, ReadonlySet<LockMode>> = new Map(
  ORDER.map((mode, row) => [mode, new Set(ORDER.filter((_, column) => MATRIX[row]?.[column] === 'Y'))]),
);

/** True if `wanted` may be granted to one owner while another holds `held`. */
export const isCompatible = (wanted: LockMode, held: LockMode): boolean => COMPATIBLE.get(wanted)?.has(held) === true;

/** True for the key-range modes. */
export const isRangeMode = (mode: LockMode): boolean => (POSITION.get(mode) ?? 0) >= 10;

// A key's mode is what it does to the gap before the key and what it does to the key.
const GAP_AND_KEY: Partial<Record<LockMode, readonly [string, string]>> = {
  S: ['', 'S'], U: ['', 'U'], X: ['', 'X'], 'RangeS-S': ['S', 'S'], 'RangeS-U': ['S', 'U'], 'RangeI-N': ['I', 'N'], 'RangeI-S': ['I', 'S'],
  'RangeI-U': ['I', 'U'], 'RangeI-X': ['I', 'X'], 'RangeX-S': ['X', 'S'], 'RangeX-U': ['X', 'U'], 'RangeX-X': ['X', 'X'],
};
const KEY_STRENGTH = 'NSUX';

function combineKeyModes(held: LockMode, wanted: LockMode): LockMode {
  const [heldGap, heldKey] = GAP_AND_KEY[held] ?? ['X', 'X'];
  const [wantedGap, wantedKey] = GAP_AND_KEY[wanted] ?? ['X', 'X'];
  const gap = heldGap === '' ? wantedGap : wantedGap === '' || wantedGap === heldGap ? heldGap : 'X';
  const key = KEY_STRENGTH.indexOf(heldKey) >= KEY_STRENGTH.indexOf(wantedKey) ? heldKey : wantedKey;
  if (gap === 'S' && key === 'X') return 'RangeX-X';
  return `Range${gap}-${key}` as LockMode;
}

// What two table modes add up to; the pairs not listed are those where one of the two contains the other (RANK decides).
const SUMS: Readonly<Record<string, LockMode>> = {
  'S+IX': 'SIX',
  'U+IX': 'UIX',
  'U+SIX': 'SIX',
  'S+UIX': 'UIX',
  'SIX+UIX': 'SIX',
  'BU+S': 'X',
  'BU+U': 'X',
  'BU+IX': 'X',
  'BU+SIX': 'X',
  'BU+UIX': 'X',
  'BU+IS': 'X',
};
const RANK: readonly LockMode[] = ['Sch-S', 'IS', 'S', 'U', 'IX', 'SIX', 'UIX', 'BU', 'X', 'Sch-M'];

/** The mode an owner has that holds `held` and is granted `wanted` on the same resource. */
export function combine(held: LockMode, wanted: LockMode): LockMode {
  if (held === wanted) return held;
  if (isRangeMode(held) || isRangeMode(wanted)) return combineKeyModes(held, wanted);
  const sum = SUMS[`${held}+${wanted}`] ?? SUMS[`${wanted}+${held}`];
  return sum ?? (RANK.indexOf(held) > RANK.indexOf(wanted) ? held : wanted);
}

const WAIT_NAMES: Readonly<Record<string, string>> = {
  'Sch-S': 'SCH_S',
  'Sch-M': 'SCH_M',
  'RangeS-S': 'RS_S',
  'RangeS-U': 'RS_U',
  'RangeI-N': 'RIn_NL',
  'RangeI-S': 'RIn_S',
  'RangeI-U': 'RIn_U',
  'RangeI-X': 'RIn_X',
  'RangeX-S': 'RX_S',
  'RangeX-U': 'RX_U',
  'RangeX-X': 'RX_X',
};

/** The wait type of a request in this mode, such as LCK_M_X or LCK_M_RS_S. */
export const waitType = (mode: LockMode): string => `LCK_M_${WAIT_NAMES[mode] ?? mode}`;
