// The numbers of RAND: L'Ecuyer's two combined generators, with the constants that SQL Server's documented sequence shows. Knows no sessions.

/** Where a session's sequence stands. */
export interface RandomState { readonly first: number; readonly second: number }

const FIRST = { factor: 40_014, modulus: 2_147_483_563 };
const SECOND = { factor: 40_692, modulus: 2_147_483_399 };
const SEED_OF_ZERO = 12_345;
const SECOND_SEED = 67_890;
const SCALE = 4.656613e-10;

/** The state that RAND(seed) starts from. */
export const seeded = (seed: number): RandomState => ({ first: Math.abs(seed) % FIRST.modulus || SEED_OF_ZERO, second: SECOND_SEED });

/** The state of a session that has not named a seed. */
export const unseeded = (): RandomState => seeded(Math.floor(Math.random() * FIRST.modulus));

/** The next state, and its number between 0 and 1. */
export function nextRandom(state: RandomState): { readonly state: RandomState; readonly value: number } {
  const first = (FIRST.factor * state.first) % FIRST.modulus;
  const second = (SECOND.factor * state.second) % SECOND.modulus;
  const difference = first - second;
  return { state: { first, second }, value: (difference < 1 ? difference + FIRST.modulus - 1 : difference) * SCALE };
}
