import { combine, isCompatible, LOCK_MODES, type LockMode } from '../../../src/locking/lock-mode';

describe('lock modes', () => {
  it('has a symmetric matrix', () => {
    for (const a of LOCK_MODES) for (const b of LOCK_MODES) expect([a, b, isCompatible(a, b)]).toEqual([a, b, isCompatible(b, a)]);
  });

  it('agrees with the table of key-range locks in the locking guide', () => {
    const modes: LockMode[] = ['S', 'U', 'X', 'RangeS-S', 'RangeS-U', 'RangeI-N', 'RangeX-X'];
    const printed = ['YYnYYYn', 'YnnYnYn', 'nnnnnYn', 'YYnYYnn', 'YnnYnnn', 'YYYnnYn', 'nnnnnnn'];
    expect(modes.map(wanted => modes.map(held => isCompatible(wanted, held) ? 'Y' : 'n').join(''))).toEqual(printed);
  });

  it('agrees with the table of hierarchy locks in the locking guide', () => {
    const modes: LockMode[] = ['IS', 'S', 'U', 'IX', 'SIX', 'X'];
    expect(modes.map(wanted => modes.map(held => isCompatible(wanted, held) ? 'Y' : 'n').join(''))).toEqual(['YYYYYn', 'YYYnnn', 'YYnnnn', 'YnnYnn', 'Ynnnnn', 'nnnnnn']);
    for (const mode of LOCK_MODES) expect([mode, isCompatible('Sch-S', mode), isCompatible('Sch-M', mode)]).toEqual([mode, mode !== 'Sch-M', false]);
  });

  it('adds modes up', () => {
    const sums: [LockMode, LockMode, LockMode][] = [
      ['IS', 'IX', 'IX'], ['S', 'IX', 'SIX'], ['U', 'IX', 'UIX'], ['S', 'U', 'U'], ['IX', 'X', 'X'], ['Sch-S', 'IS', 'IS'], ['X', 'Sch-M', 'Sch-M'], ['SIX', 'X', 'X'],
      ['RangeS-S', 'X', 'RangeX-X'], ['RangeS-S', 'U', 'RangeS-U'], ['S', 'RangeS-S', 'RangeS-S'], ['X', 'RangeI-N', 'RangeI-X'], ['RangeI-N', 'RangeS-S', 'RangeX-S'], ['S', 'RangeI-N', 'RangeI-S'], ['RangeS-U', 'X', 'RangeX-X'],
    ];
    for (const [a, b, sum] of sums) expect([a, b, combine(a, b), combine(b, a)]).toEqual([a, b, sum, sum]);
  });

  it('makes a sum at least as strong as its parts', () => {
    const keyModes = LOCK_MODES.filter(mode => mode === 'S' || mode === 'U' || mode === 'X' || mode.startsWith('Range'));
    const tableModes = LOCK_MODES.filter(mode => !mode.startsWith('Range') && mode !== 'BU');
    for (const group of [keyModes, tableModes]) for (const a of group) for (const b of group) for (const other of group) {
      const isBothFree = isCompatible(other, a) && isCompatible(other, b);
      if (isCompatible(other, combine(a, b))) expect([a, b, other, isBothFree]).toEqual([a, b, other, true]);
    }
  });
});
