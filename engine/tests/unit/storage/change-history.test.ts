import { ChangeHistory, type RowTrace } from '../../../src/storage/change-history';
import { DatabaseStore } from '../../../src/storage/database-store';
import { decodeSnapshot, encodeSnapshot } from '../../../src/storage/snapshot-codec';

const trace = (key: number, operation: RowTrace['operation'], columns?: readonly number[]): RowTrace => ({ key: [key], operation, context: null, ...(columns ? { columns } : {}) });
const byNumber = (left: readonly unknown[], right: readonly unknown[]): number => Number(left[0]) - Number(right[0]);

describe('the history of a tracked table', () => {
  it('goes on in a copy without telling the original, and the other way round', () => {
    const history = new ChangeHistory(0n);
    history.add(1n, [trace(1, 'I')]);
    const copy = history.clone();
    history.add(2n, [trace(2, 'I')]);
    copy.add(2n, [trace(3, 'I')]);
    expect(history.traces().map(({ key }) => key[0])).toEqual([1, 2]);
    expect(copy.traces().map(({ key }) => key[0])).toEqual([1, 3]);
  });

  it('folds a deletion and an insertion of the same key to an update, and an insertion and a deletion to a deletion', () => {
    const history = new ChangeHistory(0n);
    history.add(1n, [trace(1, 'D'), trace(2, 'I')]);
    history.add(2n, [trace(1, 'I'), trace(2, 'D')]);
    expect(history.netChanges(0n, byNumber).map(({ key, operation }) => [key[0], operation])).toEqual([[1, 'U'], [2, 'D']]);
  });

  it('joins the columns of updates in the order in which they were set first', () => {
    const history = new ChangeHistory(0n);
    history.add(1n, [trace(1, 'U', [3])]);
    history.add(2n, [trace(1, 'U', [2, 3])]);
    expect(history.netChanges(0n, byNumber)[0]?.columns).toEqual([3, 2]);
    expect(history.netChanges(1n, byNumber)[0]?.columns).toEqual([2, 3]);
  });

  it('is in a backup', () => {
    const store = new DatabaseStore();
    store.changeVersion = 7n;
    const history = new ChangeHistory(3n);
    history.add(7n, [{ ...trace(1, 'U', [2]), context: new Uint8Array([1]) }]);
    store.putHistory(42, history);
    const restored = decodeSnapshot(encodeSnapshot(store));
    expect(restored.changeVersion).toBe(7n);
    expect(restored.history(42)?.minimum).toBe(3n);
    expect(restored.history(42)?.traces()).toEqual(history.traces());
  });
});
